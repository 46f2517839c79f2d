import type { AnswerHeaders } from '../observations/answer-headers.ts';
import { errorEvidence } from '../observations/error-body.ts';
import type { Vendor } from '../observations/errors/vendors.ts';
import type { FailureKind } from '../observations/failure-kind.ts';
import { classifyHttpError } from '../observations/http-error.ts';
import { failureOfName, statusOfName } from './error-names.ts';

/** What a reporter knows of a call that failed. */
export interface ReportedError {
  readonly vendor: Vendor;
  readonly httpStatus: number | null;
  /** The vendor's error body, parsed or as text; null where it was not sent. */
  readonly body: unknown;
  /** What the reporter's SDK calls the error: a class, a code, a status. */
  readonly name: string | null;
  readonly headers: AnswerHeaders;
  /** Wall time in epoch milliseconds, for a `retry-after` that is a date. */
  readonly now: number;
}

export interface ReportedFailure {
  readonly failure: FailureKind;
  readonly vendorCode: string | null;
  readonly retryAfterMs: number | null;
}

const FIRST_ERROR_STATUS = 300;

/**
 * The kind of a failure that its reporter did not name; null where nothing tells it. What the body says comes before
 * the error's name, and the name before the status: an SDK has one class for all 400s, and LiteLLM a 500 for a
 * connection that broke.
 */
export function failureOf(error: ReportedError): ReportedFailure | null {
  const names = [error.name, ...namesIn(error.body)].filter((name): name is string => name !== null);
  const httpStatus = error.httpStatus ?? names.map(statusOfName).find((status) => status !== null) ?? null;
  const { vendor, headers, body, now } = error;
  const told = classifyHttpError({ vendor, status: httpStatus, headers, body, now });
  const byStatus = classifyHttpError({ vendor, status: httpStatus, headers: {}, body: null, now }).failure;
  const isBodyClear = told.failure !== byStatus;
  const byName = isBodyClear ? null : (names.map(failureOfName).find((kind) => kind !== null) ?? null);
  if (byName === null && !isBodyClear && !saysAnything(httpStatus, names, body)) return null;
  return {
    failure: byName ?? told.failure,
    vendorCode: told.vendorCode ?? safeName(error.name),
    retryAfterMs: told.retryAfterMs,
  };
}

/** Names that Node, Python and SDKs give an error when it is written as JSON, or the text that stands for it. */
function namesIn(body: unknown): readonly (string | null)[] {
  if (typeof body === 'string') return [body];
  if (typeof body !== 'object' || body === null) return [];
  const { code, name, type } = body as Readonly<Record<string, unknown>>;
  return [code, name, type].map((each) => (typeof each === 'string' ? each : null));
}

function saysAnything(httpStatus: number | null, names: readonly string[], body: unknown): boolean {
  if (httpStatus !== null && httpStatus >= FIRST_ERROR_STATUS) return true;
  if (names.length > 0) return true;
  const { codes, message, status } = errorEvidence(body);
  return codes.length > 0 || message !== null || status !== null;
}

/** chosen: long enough for a class and its module. */
const LONGEST_NAME = 80;

/** Made safe for a log line, a label and a sentence. */
export function safeName(name: string | null): string | null {
  return name === null || name === '' ? null : name.slice(0, LONGEST_NAME).replaceAll(/[^\w.:\-/ ]/g, '_');
}
