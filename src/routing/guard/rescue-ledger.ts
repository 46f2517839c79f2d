import type { HealthRegistry } from '../../health/health-registry.ts';
import { type GuardedTally, NO_GUARDED_CALLS } from '../../health/guarded-tally.ts';
import type { TargetHealth } from '../../health/target-health.ts';
import { effectOf } from '../../observations/failure-kind.ts';
import type { CallOutcome } from './call-outcome.ts';

/** Counts what failed, and how much of it nobody noticed because another target did better. */
export class RescueLedger {
  readonly #registry: HealthRegistry;

  constructor(registry: HealthRegistry) {
    this.#registry = registry;
  }

  /** Before it is published: whoever hears of the outcome finds it counted. */
  count(state: TargetHealth, outcome: CallOutcome, isGiven: boolean): void {
    const { calls, failures, rescued, surfaced } = state.guarded ?? NO_GUARDED_CALLS;
    const failed = isCounted(outcome) ? 1 : 0;
    state.guarded = {
      calls: calls + 1,
      failures: failures + failed,
      rescued,
      surfaced: surfaced + (isGiven ? failed : 0),
    };
  }

  /** It failed, and the call that it was an attempt of went well elsewhere. */
  rescued(targetId: string): void {
    this.#amend(targetId, (tally) => ({ ...tally, rescued: tally.rescued + 1 }));
  }

  /** It failed, and its caller was given that failure. */
  surfaced(targetId: string, outcome: CallOutcome): void {
    if (isCounted(outcome)) this.#amend(targetId, (tally) => ({ ...tally, surfaced: tally.surfaced + 1 }));
  }

  #amend(targetId: string, change: (tally: GuardedTally) => GuardedTally): void {
    const state = this.#registry.get(targetId);
    if (state === undefined) return;
    state.guarded = change(state.guarded ?? NO_GUARDED_CALLS);
    this.#registry.touch(state);
  }
}

/** What is the caller's own is no failure of anybody. */
function isCounted({ failure }: CallOutcome): boolean {
  return failure !== null && effectOf(failure) !== 'ignored';
}
