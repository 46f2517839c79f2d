import { blameOf, type FailureKind } from '../../observations/failure-kind.ts';
import type { Observation } from '../../observations/observation.ts';
import type { TargetHealth } from '../../health/target-health.ts';
import { depthRank } from '../../observations/observation.ts';
import type { RehearsalStep } from './rehearsal.schema.ts';
import type { RehearsalWorld } from './rehearsal-world.ts';

export interface Behaviour {
  readonly fails: FailureKind | null;
  readonly share: number;
  readonly latencyMs: number;
}

type Traffic = NonNullable<RehearsalStep['traffic']>;

const LATENCY_MS = 100;
const SECOND_MS = 1_000;
export const WORKING: Behaviour = { fails: null, share: 1, latencyMs: LATENCY_MS };

/** Asks every provider at its interval, and again soon after a failure, as monitoring does; and makes calls. */
export class ScriptedChecks {
  readonly #world: RehearsalWorld;
  readonly #behaviours = new Map<string, Behaviour>();
  readonly #traffic = new Map<string, Traffic>();
  readonly #nextAt = new Map<string, number>();
  readonly #random = seeded(42);

  constructor(world: RehearsalWorld) {
    this.#world = world;
  }

  behave(id: string, behaviour: Behaviour): void {
    this.#behaviours.set(id, behaviour);
  }

  call(id: string, traffic: Traffic | null): void {
    if (traffic === null) this.#traffic.delete(id);
    else this.#traffic.set(id, traffic);
  }

  /** Makes the checks and calls of this second. */
  turn(): void {
    for (const state of this.#world.registry.all()) {
      const { target } = state;
      if (!target.provider.enabled) continue;
      if (target.model === null && this.#world.now >= (this.#nextAt.get(target.id) ?? 0)) this.#check(state);
      const traffic = this.#traffic.get(target.id);
      if (traffic !== undefined) this.#calls(target.id, traffic);
    }
  }

  /** What its list says of a provider, it says of its models; one that fails of itself is not listed. */
  #check(state: TargetHealth): void {
    const { target } = state;
    const { registry, now } = this.#world;
    const own = this.#outcome(target.id, target.provider.timeoutMs);
    for (const each of [state, ...registry.modelsOf(target.id)]) {
      const outcome = each === state || own.failure !== null ? own : this.#outcome(each.target.id, Infinity);
      this.#report(each.target.id, { source: 'probe', depth: target.probeLevel, ...outcome });
    }
    const soonMs = state.assessor.confirmationDelayMs(depthRank(target.probeLevel));
    this.#nextAt.set(target.id, now + (soonMs ?? target.provider.intervalMs));
  }

  #outcome(id: string, timeoutMs: number): Pick<Observation, 'failure' | 'latencyMs'> {
    const { fails, share, latencyMs } = this.#behaviours.get(id) ?? WORKING;
    if (latencyMs > timeoutMs) return { failure: 'timeout', latencyMs: timeoutMs };
    const isFailing = fails !== null && (share === 1 || this.#random() < share);
    return { failure: isFailing ? fails : null, latencyMs };
  }

  #calls(id: string, { per_second: perSecond, fails, share, latency_ms: latencyMs }: Traffic): void {
    // Less than one a second comes by chance.
    const count = Math.floor(perSecond) + (this.#random() < perSecond % 1 ? 1 : 0);
    for (let i = 0; i < count; i++) {
      const isFailing = fails !== undefined && (share === 1 || this.#random() < share);
      // Spread over the second that has passed: what comes at once would look like a burst.
      const agoMs = Math.round((SECOND_MS * (count - 1 - i)) / count);
      const failure = isFailing ? fails : null;
      this.#report(id, { source: 'traffic', depth: 'traffic', failure, latencyMs }, agoMs);
    }
  }

  #report(targetId: string, outcome: Partial<Observation>, agoMs = 0): void {
    const { failure = null } = outcome;
    const { now, monotonicMs } = this.#world;
    this.#world.observe({
      targetId,
      source: 'probe',
      depth: 'auth',
      at: now - agoMs,
      atMonotonicMs: monotonicMs - agoMs,
      ok: failure === null,
      failure,
      blame: failure === null ? null : blameOf(failure),
      latencyMs: null,
      ttftMs: null,
      outputTokens: null,
      httpStatus: null,
      requestId: null,
      detail: failure === null ? null : `${failure}, as the script says`,
      vendorCode: null,
      rateLimit: null,
      retryAfterMs: null,
      ...outcome,
    });
  }
}

/** Random numbers in [0, 1) that are the same in every run: a linear congruential generator. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
