import type { Clock } from '../clock/clock.ts';
import { blameOf } from '../observations/failure-kind.ts';
import type { Observation } from '../observations/observation.ts';
import type { GenerateResult } from '../probes/generate/generate-result.ts';

/** What a completion says of a target. While our own process stood still its times, and its failure, are ours. */
export function generateObservation(
  targetId: string,
  result: GenerateResult,
  { clock, isStalled }: { clock: Clock; isStalled: boolean },
): Observation {
  const { ok, failure, latencyMs, ttftMs, outputTokens, httpStatus, requestId, detail } = result;
  const isOurs = result.isLocal || isStalled;
  return {
    targetId,
    source: 'probe',
    depth: 'generate',
    at: clock.now(),
    atMonotonicMs: clock.monotonicMs(),
    ok,
    failure,
    blame: failure === null ? null : isOurs ? 'local' : blameOf(failure),
    latencyMs: isStalled ? null : latencyMs,
    ttftMs: isStalled ? null : ttftMs,
    outputTokens,
    httpStatus,
    requestId,
    detail: isStalled && !ok ? `${detail} while our process stalled` : detail,
    vendorCode: result.vendorCode,
    rateLimit: result.rateLimit,
    retryAfterMs: result.retryAfterMs,
    ...(result.isStarting ? { isStarting: true } : {}),
  };
}
