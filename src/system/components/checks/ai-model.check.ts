import type { HealthRegistry } from '../../../health/health-registry.ts';
import type { Status } from '../../../health/status.ts';
import { depthRank } from '../../../observations/observation.ts';
import { ComponentCheck, type ComponentReading, reading } from '../component.ts';

/** All providers in one word. They are not part of this process: none of them makes it unready. */
export class AiModelCheck extends ComponentCheck {
  readonly name = 'ai_model';
  readonly #registry: HealthRegistry;

  constructor(registry: HealthRegistry) {
    super();
    this.#registry = registry;
  }

  async check(): Promise<ComponentReading> {
    const states = [...this.#registry.all()].filter(
      ({ target }) => target.model === null && target.provider.enabled,
    );
    if (states.length === 0) return reading('unknown', 'no provider is configured', { providers: 0 });
    const count = (status: Status): number =>
      states.filter(({ verdict }) => verdict.status === status).length;
    const metadata = {
      providers: states.length,
      healthy: count('healthy'),
      degraded: count('degraded'),
      unhealthy: count('unhealthy'),
      unknown: count('unknown'),
      with_key: states.filter(({ target }) => depthRank(target.probeLevel) > 0).length,
      reachable: states.filter(({ lastCheck }) => lastCheck !== null && lastCheck.httpStatus !== null).length,
      usable: states.filter(({ isUsable }) => isUsable).length,
    };
    return judged(metadata);
  }
}

function judged(counts: Readonly<Record<'providers' | Status, number>>): ComponentReading {
  const { providers, unhealthy, degraded, unknown } = counts;
  const of = `of ${providers} providers`;
  if (unhealthy === providers)
    return reading('unhealthy', `all ${providers} providers are unhealthy`, counts);
  if (unhealthy > 0) return reading('degraded', `${unhealthy} ${of} ${isOrAre(unhealthy)} unhealthy`, counts);
  if (degraded > 0) return reading('degraded', `${degraded} ${of} ${isOrAre(degraded)} degraded`, counts);
  if (unknown === providers) return reading('unknown', 'nothing is known of any provider', counts);
  return reading('healthy', null, counts);
}

function isOrAre(count: number): string {
  return count === 1 ? 'is' : 'are';
}
