import type { Clock, MonotonicMs } from '../../../clock/clock.ts';
import { ComponentCheck, type ComponentReading, reading } from '../component.ts';

/** chosen: ten turns of 100 ms late is a process that does not keep up, a hundred one that stands. */
const LATE_MS = 1_000;
const STANDING_MS = 10_000;

/** Whether checks of providers are begun: the schedule turns ten times a second. */
export class SchedulerCheck extends ComponentCheck {
  readonly name = 'scheduler';
  override readonly isCritical = true;
  readonly #lastTurnMs: () => MonotonicMs | null;
  readonly #clock: Clock;

  constructor(lastTurnMs: () => MonotonicMs | null, clock: Clock) {
    super();
    this.#lastTurnMs = lastTurnMs;
    this.#clock = clock;
  }

  async check(): Promise<ComponentReading> {
    const lastMs = this.#lastTurnMs();
    if (lastMs === null) return reading('unknown', 'has not turned yet', { last_tick_age_ms: null });
    const ageMs = Math.round(this.#clock.monotonicMs() - lastMs);
    const metadata = { last_tick_age_ms: ageMs };
    if (ageMs >= STANDING_MS) return reading('unhealthy', `has not turned for ${ageMs} ms`, metadata);
    if (ageMs >= LATE_MS) return reading('degraded', `turned ${ageMs} ms ago`, metadata);
    return reading('healthy', null, metadata);
  }
}
