import type { Clock, EpochMs } from '../../clock/clock.ts';
import { HealthAssessor } from '../../health/assessor/health-assessor.ts';
import { ConnectivityControls } from '../../health/egress/connectivity-controls.ts';
import { EgressWatch } from '../../health/egress/egress-watch.ts';
import { HealthEvents } from '../../health/health-events.ts';
import { HealthRegistry } from '../../health/health-registry.ts';
import { assessorSettingsOf, TargetHealth } from '../../health/target-health.ts';
import { createWindowPool, TargetWindows } from '../../health/target-windows.ts';
import type { Observation } from '../../observations/observation.ts';
import type { Target } from '../../targets/target.ts';
import type { TimeRange } from '../history-store.ts';
import { ReplayClock } from './replay-clock.ts';
import type { ReplayEvent } from './replay-event.ts';

/** The way of an observation; monitoring's own, which stands above this room and is handed in. */
export interface ReplayPipeline {
  accept(observation: Observation): boolean;
  reassess(state: TargetHealth): void;
}

export type MakePipeline = (registry: HealthRegistry, egress: EgressWatch, clock: Clock) => ReplayPipeline;

/** As in monitoring: staleness and windows that empty are looked at once a second. */
const TICK_MS = 1_000;

/** Whether we were online is on record: nobody is asked. */
class UnaskedControls extends ConnectivityControls {
  isOnline(): Promise<boolean> {
    return Promise.resolve(true);
  }
}

/** Real windows and assessors on the time of what is replayed. */
export class ReplayWorld {
  readonly events = new HealthEvents((name, error) => {
    throw new Error(`a listener of ${name} failed`, { cause: error });
  });
  readonly #registry: HealthRegistry;
  readonly #pipeline: ReplayPipeline;
  readonly #clock: ReplayClock;
  readonly #gaps: readonly TimeRange[];
  /** Longer after the last event nothing can change any more: everything is stale. */
  readonly #settledAfterMs: number;
  #settledAt: EpochMs;
  #nextTickAt: EpochMs;

  /** @param gaps in which nobody watched, and so nothing became stale */
  constructor(
    targets: readonly Target[],
    startAt: EpochMs,
    gaps: readonly TimeRange[],
    makePipeline: MakePipeline,
  ) {
    this.#clock = new ReplayClock(startAt);
    this.#gaps = gaps;
    this.#nextTickAt = startAt;
    this.#settledAfterMs =
      Math.max(0, ...targets.map(({ provider }) => staleAfterMs(provider))) + 2 * TICK_MS;
    this.#settledAt = startAt + this.#settledAfterMs;
    const pool = createWindowPool();
    this.#registry = new HealthRegistry(this.#clock, this.events, (target) => {
      const assessor = new HealthAssessor(assessorSettingsOf(target));
      return new TargetHealth(target, new TargetWindows(pool), assessor, startAt);
    });
    const egress = new EgressWatch(new UnaskedControls(), () => {});
    egress.watch([], false);
    this.#pipeline = makePipeline(this.#registry, egress, this.#clock);
    this.#registry.watch(targets);
    for (const state of this.#registry.all()) state.amend({ isDisabled: !state.target.provider.enabled });
  }

  apply(event: ReplayEvent): void {
    this.runTo(event.at);
    this.#settledAt = event.at + this.#settledAfterMs;
    switch (event.kind) {
      case 'observation':
        return this.#observe(event.observation);
      case 'slow':
        return this.#amend(event.targetId, { isSlowInFlight: true });
      case 'conditions': {
        const state = this.#registry.get(event.targetId);
        if (event.isRestart) state?.assessor.restart(this.#clock.monotonicMs(), state.windows);
        return this.#amend(event.targetId, event.change);
      }
    }
  }

  /** Lets time pass up to there. */
  runTo(at: EpochMs): void {
    while (this.#nextTickAt < at) {
      this.#skipIdle(at);
      if (this.#nextTickAt >= at) break;
      this.#clock.moveTo(this.#nextTickAt);
      for (const state of this.#registry.all()) this.#pipeline.reassess(state);
      this.#nextTickAt += TICK_MS;
    }
    this.#clock.moveTo(at);
  }

  #skipIdle(at: EpochMs): void {
    const gap = this.#gaps.find(({ from, to }) => from <= this.#nextTickAt && this.#nextTickAt < to);
    if (gap !== undefined) this.#nextTickAt = gap.to;
    if (this.#nextTickAt > this.#settledAt) this.#nextTickAt = Math.max(this.#nextTickAt, at);
  }

  #observe(observation: Observation): void {
    // A check that has ended is no longer under way.
    if (observation.source === 'probe') {
      this.#registry.get(observation.targetId)?.amend({ isSlowInFlight: false });
    }
    this.#pipeline.accept(observation);
  }

  #amend(targetId: string, change: Parameters<TargetHealth['amend']>[0]): void {
    const state = this.#registry.get(targetId);
    if (state?.amend(change) === true) this.#pipeline.reassess(state);
  }
}

function staleAfterMs({ intervalMs, timeoutMs }: Target['provider']): number {
  return 3 * intervalMs + timeoutMs;
}
