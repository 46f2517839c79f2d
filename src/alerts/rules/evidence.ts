import type { TargetHealth } from '../../health/target-health.ts';
import type { Observation } from '../../observations/observation.ts';
import type { AlertEvidence } from '../alert.ts';

/** The last failures of a target, newest first, with the provider's own ids of the requests. */
export function failureEvidence(state: TargetHealth): AlertEvidence[] {
  return state.recentFailures.newestFirst().map(evidenceOf);
}

function evidenceOf({ at, failure, detail, httpStatus, requestId, depth }: Observation): AlertEvidence {
  return {
    at,
    message: detail ?? `${depth} failed: ${failure ?? 'unknown'}`,
    code: failure,
    httpStatus,
    requestId,
  };
}
