import type { AnswerHeaders } from './answer-headers.ts';
import { errorEvidence, parsedBody, type ErrorEvidence } from './error-body.ts';
import type { ErrorRule, StatusMatch } from './errors/error-rule.ts';
import { GENERIC_ERRORS, WITHOUT_STATUS } from './errors/generic.errors.ts';
import { VENDOR_ERRORS, type Vendor } from './errors/vendors.ts';
import type { FailureKind } from './failure-kind.ts';
import { retryAfterMs } from './retry-after.ts';

/** An answer that is not a success, or a success that carries an error. */
export interface HttpErrorAnswer {
  readonly vendor: Vendor;
  /** Null where nobody knows it: an error within a stream, or one that a caller reports. */
  readonly status: number | null;
  readonly headers: AnswerHeaders;
  /** Parsed, or as text. */
  readonly body: unknown;
  /** Wall time in epoch milliseconds, for a `retry-after` that is a date. */
  readonly now: number;
  /** What was asked for. A 404 of a `list` says that the address is wrong, not that a model is missing. [call] */
  readonly operation?: 'call' | 'list';
}

export interface HttpFailure {
  readonly failure: FailureKind;
  /** The vendor's own code or type; null when it named none. */
  readonly vendorCode: string | null;
  /** The vendor's sentence. It may quote the request: not for logs, evidence or alerts. */
  readonly message: string | null;
  readonly retryAfterMs: number | null;
  /** What people should look at, in our own words: `base_url may be wrong`. */
  readonly note: string | null;
  /** The server says that it is still starting. */
  readonly isStarting: boolean;
  /** Everybody is refused, whatever key is brought. */
  readonly refusesEverybody: boolean;
}

/** What is not known stays a failure of the provider, with the raw name beside it. */
const UNKNOWN: ErrorRule = { failure: 'server_error' };

const WRONG_ADDRESS = 'base_url may be wrong';

/** Gives an error answer its kind, by the vendor's table and then by the one for all. */
export function classifyHttpError(answer: HttpErrorAnswer): HttpFailure {
  const body = parsedBody(answer.body);
  const evidence = errorEvidence(body);
  const status = errorStatus(answer.status) ?? evidence.status;
  const rule = ruleFor(answer.vendor, status, evidence) ?? UNKNOWN;
  const { failure, note = null, isStarting = false, refusesEverybody = false } = rule;
  const isWrongAddress = answer.operation === 'list' && failure === 'model_unavailable';
  return {
    failure: isWrongAddress ? 'bad_request' : failure,
    vendorCode: vendorCodeOf(evidence),
    message: evidence.message,
    retryAfterMs: retryAfterMs(answer.headers, body, answer.now),
    note: isWrongAddress ? WRONG_ADDRESS : note,
    isStarting,
    refusesEverybody,
  };
}

/** An error inside a 200 has the status that its body names, if any. */
function errorStatus(status: number | null): number | null {
  return status !== null && status >= 300 ? status : null;
}

function ruleFor(vendor: Vendor, status: number | null, evidence: ErrorEvidence): ErrorRule | undefined {
  const codes = evidence.codes.map((code) => code.toLowerCase());
  const holds = (rule: ErrorRule) =>
    holdsStatus(rule, status) && holdsCode(rule, codes) && holdsMessage(rule, evidence.message);
  const own = VENDOR_ERRORS[vendor];
  return (
    own.byBody.find(holds) ??
    GENERIC_ERRORS.byBody.find(holds) ??
    own.byStatus.find(holds) ??
    GENERIC_ERRORS.byStatus.find(holds) ??
    WITHOUT_STATUS.find(holds)
  );
}

function holdsStatus(rule: ErrorRule, status: number | null): boolean {
  if (rule.status === undefined) return true;
  return status !== null && rule.status.some((match) => matchesStatus(match, status));
}

function matchesStatus(match: StatusMatch, status: number): boolean {
  return typeof match === 'number' ? match === status : Number(match[0]) === Math.floor(status / 100);
}

function holdsCode({ code }: ErrorRule, codes: readonly string[]): boolean {
  if (code === undefined) return true;
  return codes.some((received) => (code instanceof RegExp ? code.test(received) : code.includes(received)));
}

function holdsMessage({ message }: ErrorRule, received: string | null): boolean {
  return message === undefined || (received !== null && message.test(received));
}

/** chosen: long enough for every code that vendors document. */
const LONGEST_CODE = 80;

/** As received, made safe for a log line, a label and a sentence. */
function vendorCodeOf({ codes }: ErrorEvidence): string | null {
  return codes[0]?.slice(0, LONGEST_CODE).replaceAll(/[^\w.:\-/ ]/g, '_') ?? null;
}
