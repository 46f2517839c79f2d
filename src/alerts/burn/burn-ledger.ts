import type { EpochMs } from '../../clock/clock.ts';
import type { HealthEvents } from '../../health/health-events.ts';
import { forEachMoment } from '../../health/moments.ts';
import type { TargetHealth } from '../../health/target-health.ts';
import { effectOf } from '../../observations/failure-kind.ts';
import type { Observation } from '../../observations/observation.ts';
import { BurnCounters } from './burn-counters.ts';

/** The counters of every target, fed by what is heard; they go with the state of their target. */
export class BurnLedger {
  readonly #counters = new WeakMap<TargetHealth, BurnCounters>();

  listen(events: HealthEvents): void {
    events.on('observations.recorded', ({ state, observations }) => {
      forEachMoment(observations, (first, count) => this.record(state, first, count));
    });
  }

  /** @param count how many there are of it, in one moment */
  record(state: TargetHealth, { at, ok, failure, blame, isStarting }: Observation, count = 1): void {
    if (blame === 'local' || isStarting === true) return;
    if (!ok && (failure === null || effectOf(failure) !== 'failure')) return;
    this.open(state).record(at, ok, count);
  }

  /** Null before anything was counted. */
  of(state: TargetHealth): BurnCounters | null {
    return this.#counters.get(state) ?? null;
  }

  open(state: TargetHealth): BurnCounters {
    let counters = this.#counters.get(state);
    if (counters === undefined) {
      counters = new BurnCounters();
      this.#counters.set(state, counters);
    }
    return counters;
  }

  /** Whether a failure lies in the longest window, so that time alone may change what its rates are. */
  mayBurn(state: TargetHealth, now: EpochMs): boolean {
    return this.of(state)?.hasFailures(now) === true;
  }
}
