import { blameOf, type FailureKind } from '../observations/failure-kind.ts';
import type { Observation, RateLimit } from '../observations/observation.ts';
import type { Moment } from './moment.ts';

/** The outcome of a call, once it is known whose it is. */
export interface CallOutcome {
  readonly targetId: string;
  readonly source: 'traffic' | 'trace';
  /** Null for a success. */
  readonly failure: FailureKind | null;
  readonly httpStatus: number | null;
  readonly latencyMs: number | null;
  readonly ttftMs: number | null;
  readonly outputTokens: number | null;
  readonly requestId: string | null;
  readonly vendorCode: string | null;
  readonly rateLimit: RateLimit | null;
  readonly retryAfterMs: number | null;
}

/** A call that others made, as an observation. */
export function callObservation(call: CallOutcome, moment: Moment): Observation {
  const { failure } = call;
  return {
    targetId: call.targetId,
    source: call.source,
    depth: call.source,
    at: moment.at,
    atMonotonicMs: moment.atMonotonicMs,
    ok: failure === null,
    failure,
    blame: failure === null ? null : blameOf(failure),
    latencyMs: call.latencyMs,
    ttftMs: call.ttftMs,
    outputTokens: call.outputTokens,
    httpStatus: call.httpStatus,
    requestId: call.requestId,
    detail: failure === null ? null : detailOf(failure, call),
    vendorCode: call.vendorCode,
    rateLimit: call.rateLimit,
    retryAfterMs: call.retryAfterMs,
  };
}

function detailOf(failure: FailureKind, { httpStatus, vendorCode }: CallOutcome): string {
  const what = httpStatus === null ? failure.replaceAll('_', ' ') : String(httpStatus);
  return vendorCode === null ? `${what} from a call` : `${what} (${vendorCode}) from a call`;
}
