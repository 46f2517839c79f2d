import type { HealthRegistry } from '../health/health-registry.ts';
import type { TargetHealth } from '../health/target-health.ts';
import type { Observation } from '../observations/observation.ts';
import type { ProbeOutcome } from '../probes/prober.ts';

/**
 * What one list call says of the provider's model targets: a listed model works as far as the list can tell, an
 * unlisted one is not available to this account, and a list that failed fails them all. A success without a list only
 * takes back what such failures said.
 */
export function modelObservations(registry: HealthRegistry, outcome: ProbeOutcome): Observation[] {
  const { observation, models } = outcome;
  const states = registry.modelsOf(observation.targetId);
  if (observation.ok && models === null)
    return states.filter(isInTrouble).map((state) => of(state, observation));
  const listed = new Set(models);
  return states.map((state) => {
    const name = state.target.model!;
    const isListed = !observation.ok || listed.has(name);
    return isListed ? of(state, observation) : { ...of(state, observation), ...unlisted(name) };
  });
}

/** Checks that failed have put it where it is, or have a part in it. */
function isInTrouble({ verdict, lastCheck }: TargetHealth): boolean {
  if (lastCheck === null) return false;
  return verdict.status === 'degraded' || verdict.status === 'unhealthy';
}

function of({ target }: TargetHealth, observation: Observation): Observation {
  return { ...observation, targetId: target.id };
}

function unlisted(model: string): Partial<Observation> {
  return {
    ok: false,
    failure: 'model_unavailable',
    blame: 'account',
    detail: `${model} is not in the models list`,
  };
}
