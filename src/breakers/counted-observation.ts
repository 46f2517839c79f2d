import type { TargetHealth } from '../health/target-health.ts';
import { effectOf } from '../observations/failure-kind.ts';
import type { Observation } from '../observations/observation.ts';

/** Whether an observation says anything of its target's fitness: a success, or a failure that is the provider's. */
export function countsForCircuit(state: TargetHealth, observation: Observation): boolean {
  const { ok, failure, blame, isStarting } = observation;
  if (blame === 'local' || isStarting === true) return false;
  if (ok) return true;
  if (failure === null || effectOf(failure) !== 'failure') return false;
  return !mayBeOurs(state, failure);
}

/** While our egress is down every failure of an external target may be ours; while it is suspected, network ones. */
function mayBeOurs(state: TargetHealth, failure: string): boolean {
  if (isCutOff(state)) return true;
  const isNetwork = failure === 'network' || failure === 'timeout';
  return isNetwork && state.target.isExternal && state.conditions.egress === 'suspected';
}

/** Its circuit neither opens nor tries again while we cannot reach it anyhow. */
export function isCutOff({ target, conditions }: TargetHealth): boolean {
  return target.isExternal && conditions.egress === 'down';
}
