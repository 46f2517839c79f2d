import type { Status } from '../health/status.ts';
import { isCall, type Observation } from '../observations/observation.ts';
import type { HistoryRecord } from './history-record.ts';

/** What a listener has heard and not yet written may still learn what the observation did to the status. */
export type PendingRecord = { -readonly [K in keyof HistoryRecord]: HistoryRecord[K] };

/**
 * Whether an observation is kept as it is: probes always are, of real calls only failures, as evidence. Calls that
 * succeed live on in the roll-ups: one busy target would push everything else out.
 */
export function isKept({ source, ok, depth }: Observation): boolean {
  return source === 'probe' || (isCall(depth) && !ok);
}

export function recordOf(observation: Observation, seq: number, status: Status): PendingRecord {
  const { targetId, source, depth, at, failure, blame, latencyMs, ttftMs, outputTokens } = observation;
  const { httpStatus, requestId, detail, vendorCode, rateLimit, retryAfterMs } = observation;
  return {
    targetId,
    at,
    seq,
    source,
    depth,
    failure,
    blame,
    status,
    httpStatus,
    latencyMs,
    ttftMs,
    outputTokens,
    requestId,
    detail: failure === null ? null : detail,
    vendorCode,
    rateLimit,
    retryAfterMs,
  };
}
