import type { Clock, EpochMs, MonotonicMs } from '../../../clock/clock.ts';
import type { RecordedObservations } from '../../../health/health-events.ts';
import type { HealthRegistry } from '../../../health/health-registry.ts';
import { forEachMoment } from '../../../health/moments.ts';
import { round } from '../../../health/report/window.view.ts';
import type { Standing, TargetHealth } from '../../../health/target-health.ts';
import { effectOf } from '../../../observations/failure-kind.ts';
import type { HistoryStore } from '../../history-store.ts';
import type { HistoryLog } from '../../history-writer.ts';
import type { GapLog } from '../gap-log.ts';
import type { TimelineReader } from '../timeline-reader.ts';
import { OutcomeCounts } from './outcome-counts.ts';
import { LONGEST_UPTIME_MS, restorePast, type TargetLedgers } from './past-of.ts';
import { UptimeLedger } from './uptime-ledger.ts';

export interface StandingKeeperParts {
  readonly registry: HealthRegistry;
  readonly store: HistoryStore;
  readonly gaps: GapLog;
  readonly timelines: TimelineReader;
  readonly log: HistoryLog;
}

interface Kept extends TargetLedgers {
  isRestored: boolean;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Each target's figures are made anew once in so many turns of a second. */
const TURNS = 30;
const RETRY_MS = 5_000;
/** How long the past is waited for before what was seen since the start is shown alone. */
const PATIENCE_MS = 60_000;

/** Keeps the availability and the uptime of every target current, from memory; the store is read after the start. */
export class StandingKeeper {
  readonly #parts: StandingKeeperParts;
  readonly #clock: Clock;
  readonly #kept = new Map<string, Kept>();
  readonly #startedAtMs: MonotonicMs;
  #turn = 0;
  #isStartNoted = false;
  #restoring: Promise<void> | null = null;
  #retryAtMs = -Infinity;
  #isFailing = false;

  constructor(parts: StandingKeeperParts, clock: Clock) {
    this.#parts = parts;
    this.#clock = clock;
    this.#startedAtMs = clock.monotonicMs();
  }

  /** @returns ends the subscription */
  listen(): () => void {
    const { registry } = this.#parts;
    for (const state of registry.all()) this.#of(state);
    const ends = [
      registry.events.on('target.added', ({ state }) => void this.#of(state)),
      registry.events.on('target.removed', ({ state }) => void this.#kept.delete(state.target.id)),
      registry.events.on('status.changed', ({ state, to, at }) => this.#of(state).uptime.note(to.status, at)),
      registry.events.on('observations.recorded', (recorded) => this.#count(recorded)),
    ];
    return () => ends.forEach((end) => end());
  }

  /** To be called every second: makes the figures of a share of the targets anew. */
  tick(): void {
    const now = this.#clock.now();
    let place = 0;
    for (const state of this.#parts.registry.all()) {
      if (place++ % TURNS === this.#turn) this.refresh(state, now);
    }
    this.#turn = (this.#turn + 1) % TURNS;
  }

  /** Shows what has changed; a figure that stays what it is spoils no answer that is ready. */
  refresh(state: TargetHealth, now: EpochMs): void {
    const kept = this.#of(state);
    // A status that was put back after a restart was never said to change.
    if (kept.uptime.status !== state.verdict.status) kept.uptime.note(state.verdict.status, now);
    kept.uptime.forget(now - LONGEST_UPTIME_MS);
    const isPatient = this.#clock.monotonicMs() - this.#startedAtMs < PATIENCE_MS;
    if (!kept.isRestored && isPatient) return;
    const standing = standingOf(kept, now);
    if (isSame(state.standing, standing)) return;
    state.standing = standing;
    this.#parts.registry.touch(state);
  }

  /** Reads what was before the start, of those of which it has not been read; again a while later where that fails. */
  restore(): Promise<void> {
    if (this.#clock.monotonicMs() < this.#retryAtMs) return Promise.resolve();
    this.#restoring ??= this.#attempt().finally(() => {
      this.#restoring = null;
    });
    return this.#restoring;
  }

  async #attempt(): Promise<void> {
    try {
      // First of all: once we have signed that we are alive, nobody can tell how long we were not.
      if (!this.#isStartNoted) await this.#parts.gaps.noteStart();
      this.#isStartNoted = true;
      for (const [id, kept] of this.#kept) if (!kept.isRestored) await this.#restoreOne(id, kept);
      this.#isFailing = false;
    } catch (error) {
      if (!this.#isFailing) this.#parts.log.warn({ err: error }, 'the past cannot be read, trying again');
      this.#isFailing = true;
      this.#retryAtMs = this.#isStartNoted ? this.#clock.monotonicMs() + RETRY_MS : -Infinity;
    }
  }

  async #restoreOne(id: string, kept: Kept): Promise<void> {
    await restorePast(id, kept, this.#parts);
    kept.isRestored = true;
    const state = this.#parts.registry.get(id);
    if (state !== undefined) this.refresh(state, this.#clock.now());
  }

  #count({ state, observations }: RecordedObservations): void {
    const { outcomes } = this.#of(state);
    forEachMoment(observations, ({ failure, blame, isStarting, at }, count) => {
      if (blame === 'local' || isStarting === true) return;
      if (failure === null || effectOf(failure) === 'failure') outcomes.add(failure === null, at, count);
    });
  }

  #of({ target, verdict }: TargetHealth): Kept {
    let kept = this.#kept.get(target.id);
    if (kept === undefined) {
      const beganAt = this.#clock.now();
      const uptime = new UptimeLedger(verdict.status, beganAt);
      kept = { beganAt, uptime, outcomes: new OutcomeCounts(), isRestored: false };
      this.#kept.set(target.id, kept);
    }
    return kept;
  }
}

function standingOf({ uptime, outcomes }: Kept, now: EpochMs): Standing {
  const up = (forMs: number): number | null => roundOrNull(uptime.percent(now - forMs, now));
  const available = (forMs: number): number | null =>
    roundOrNull(outcomes.availabilityPercent(now - forMs, now));
  return {
    availabilityPercent: { '1h': available(HOUR_MS), '24h': available(DAY_MS) },
    uptimePercent: { '1h': up(HOUR_MS), '24h': up(DAY_MS), '7d': up(7 * DAY_MS), '30d': up(30 * DAY_MS) },
  };
}

function roundOrNull(percent: number | null): number | null {
  return percent === null ? null : round(percent);
}

function isSame(a: Standing | null, b: Standing): boolean {
  if (a === null) return false;
  const { availabilityPercent: was, uptimePercent: wasUp } = a;
  const { availabilityPercent: is, uptimePercent: isUp } = b;
  const isAvailable = was['1h'] === is['1h'] && was['24h'] === is['24h'];
  return isAvailable && (['1h', '24h', '7d', '30d'] as const).every((name) => wasUp[name] === isUp[name]);
}
