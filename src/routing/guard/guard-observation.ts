import type { Clock } from '../../clock/clock.ts';
import type { HealthRegistry } from '../../health/health-registry.ts';
import { blameOf, type FailureKind } from '../../observations/failure-kind.ts';
import type { Observation } from '../../observations/observation.ts';
import type { Target } from '../../targets/target.ts';
import type { CallOutcome } from './call-outcome.ts';

export interface Measures {
  readonly latencyMs?: number;
  readonly ttftMs?: number | null;
  /** Its whole length is not known. */
  readonly isCutShort?: boolean;
}

/** What a guarded call says of whoever it is told of. */
export function observationOf(
  outcome: CallOutcome,
  { latencyMs = 0, ttftMs = null, isCutShort = false }: Measures,
  clock: Clock,
): Omit<Observation, 'targetId'> {
  const { failure, isLocal, detail, httpStatus, requestId, vendorCode, rateLimit, retryAfterMs } = outcome;
  const isWhole = !isCutShort && failure !== 'cancelled';
  return {
    source: 'guard',
    depth: 'guard',
    at: clock.now(),
    atMonotonicMs: clock.monotonicMs(),
    ok: failure === null,
    failure,
    blame: failure === null ? null : isLocal ? 'local' : blameOf(failure),
    latencyMs: isWhole ? latencyMs : null,
    ttftMs,
    outputTokens: outcome.outputTokens,
    httpStatus,
    requestId,
    detail,
    vendorCode,
    rateLimit,
    retryAfterMs,
  };
}

/** What one model meets, all of its provider meet. */
const OF_THE_PROVIDER: ReadonlySet<FailureKind | null> = new Set([
  null,
  'network',
  'auth',
  'permission',
  'quota_exhausted',
]);

/**
 * Who hears of a call: the target that was called; its model where that is a target of its own; the provider of a model
 * where the outcome says something of the provider. A model that is down is no more than that.
 */
export function observedIds(
  registry: HealthRegistry,
  target: Target,
  model: string | null,
  { failure }: CallOutcome,
): readonly string[] {
  if (target.model !== null) {
    return OF_THE_PROVIDER.has(failure) ? [target.id, target.provider.id] : [target.id];
  }
  const own = model === null ? null : `${target.id}/${model.toLowerCase()}`;
  return own !== null && registry.get(own) !== undefined ? [own, target.id] : [target.id];
}
