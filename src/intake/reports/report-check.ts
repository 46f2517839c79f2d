import { FAILURE_KINDS, type FailureKind, isFailureKind } from '../../observations/failure-kind.ts';
import { timestampMs } from '../timestamp.ts';
import { LONGEST_CALL_MS, LONGEST_NAME, MOST_TOKENS } from './report.schema.ts';

/** What `reportSchema` lets through; `undefined` and `null` both mean that nothing was said. */
export interface Report {
  readonly target: string;
  readonly ok: boolean;
  readonly at?: string | null;
  readonly failure?: FailureKind | null;
  readonly http_status?: number | null;
  readonly error?: unknown;
  readonly latency_ms?: number | null;
  readonly ttft_ms?: number | null;
  readonly output_tokens?: number | null;
  readonly model?: string | null;
  readonly request_id?: string | null;
  readonly retry_after_ms?: number | null;
}

/** The first field that is wrong, and what must hold of it. */
export interface Wrong {
  readonly field: keyof Report | 'item';
  readonly rule: string;
}

type Sent = Readonly<Record<keyof Report, unknown>>;

const NO_OBJECT: Wrong = { field: 'item', rule: 'object' };

/**
 * What `reportSchema` would object to, decided by hand: with the schema itself a batch costs more than everything else
 * that is done with it. A property test holds the two together. Null when it is a `Report`.
 */
export function wrongIn(sent: unknown): Wrong | null {
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) return NO_OBJECT;
  const report = sent as Sent;
  return wrongNames(report) ?? wrongOutcome(report) ?? wrongMeasures(report) ?? contradiction(report);
}

function wrongNames({ target, model, request_id: requestId }: Sent): Wrong | null {
  const rule = ruleOfName(target);
  if (rule !== null) return { field: 'target', rule: target === undefined ? `required, ${rule}` : rule };
  if (isSaid(model) && ruleOfName(model) !== null) return { field: 'model', rule: ruleOfName(model)! };
  if (isSaid(requestId) && ruleOfName(requestId) !== null) {
    return { field: 'request_id', rule: ruleOfName(requestId)! };
  }
  return null;
}

function wrongOutcome({ ok, at, failure, http_status: status, error }: Sent): Wrong | null {
  if (typeof ok !== 'boolean')
    return { field: 'ok', rule: ok === undefined ? 'required, boolean' : 'boolean' };
  if (isSaid(at) && !isTimestamp(at)) return { field: 'at', rule: 'ISO 8601 date and time with its zone' };
  if (isSaid(failure) && !(typeof failure === 'string' && isFailureKind(failure))) {
    return { field: 'failure', rule: `one of ${FAILURE_KINDS.join('|')}` };
  }
  if (isSaid(status) && !isWhole(status, 100, 599)) {
    return { field: 'http_status', rule: 'integer from 100 to 599' };
  }
  return wrongError(error);
}

function contradiction({ ok, failure, http_status: status }: Sent): Wrong | null {
  if (ok !== true) return null;
  if (isSaid(failure)) return { field: 'failure', rule: 'null where ok is true' };
  return typeof status === 'number' && status >= 400
    ? { field: 'http_status', rule: '< 400 where ok is true' }
    : null;
}

function wrongError(error: unknown): Wrong | null {
  if (!isSaid(error) || typeof error === 'string' || typeof error === 'object') return null;
  return { field: 'error', rule: 'object or text' };
}

const DURATION_RULE = `number from 0 to ${LONGEST_CALL_MS}`;

function wrongMeasures(sent: Sent): Wrong | null {
  if (!isDuration(sent.latency_ms)) return { field: 'latency_ms', rule: DURATION_RULE };
  if (!isDuration(sent.ttft_ms)) return { field: 'ttft_ms', rule: DURATION_RULE };
  if (!isDuration(sent.retry_after_ms)) return { field: 'retry_after_ms', rule: DURATION_RULE };
  const { output_tokens: tokens } = sent;
  if (isSaid(tokens) && !isWhole(tokens, 0, MOST_TOKENS)) {
    return { field: 'output_tokens', rule: `integer from 0 to ${MOST_TOKENS}` };
  }
  return null;
}

function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function isTimestamp(value: unknown): boolean {
  return typeof value === 'string' && !Number.isNaN(timestampMs(value));
}

function isDuration(value: unknown): boolean {
  return !isSaid(value) || (typeof value === 'number' && value >= 0 && value <= LONGEST_CALL_MS);
}

function isWhole(value: unknown, least: number, most: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
}

/** What must hold of a name that does not; null for one that does. */
function ruleOfName(value: unknown): string | null {
  if (typeof value !== 'string') return 'string';
  if (value.length === 0) return 'at least 1 characters';
  return value.length > LONGEST_NAME ? `at most ${LONGEST_NAME} characters` : null;
}
