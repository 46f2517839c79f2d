import { type EventLoopUtilization, performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { rounded } from '../../host/host-report.ts';
import { ComponentCheck, type ComponentReading, reading } from '../component.ts';

/** chosen: short, and longer than the timers' own grain. */
const SAMPLE_MS = 20;
/** chosen: a probe that is late by more measures us, a second is noticed by people. */
const LATE_MS = 250;
const STALLED_MS = 1_000;
/** chosen: beyond it what comes in waits. */
const BUSY_PERCENT = 90;

/** How late this process' timers come, and how busy it was since the last look. */
export class EventLoopCheck extends ComponentCheck {
  readonly name = 'event_loop';
  /** Null before the first look: a start is busy, and over. */
  #before: EventLoopUtilization | null = null;

  async check(signal: AbortSignal): Promise<ComponentReading> {
    this.#before ??= performance.eventLoopUtilization();
    const startedMs = performance.now();
    await wait(SAMPLE_MS, undefined, { signal });
    const lagMs = rounded(Math.max(0, performance.now() - startedMs - SAMPLE_MS));
    const now = performance.eventLoopUtilization();
    const percent = rounded(performance.eventLoopUtilization(now, this.#before).utilization * 100);
    this.#before = now;
    const metadata = { lag_ms: lagMs, utilization_percent: percent };
    if (lagMs >= STALLED_MS) return reading('unhealthy', `timers come ${lagMs} ms late`, metadata);
    if (lagMs >= LATE_MS) return reading('degraded', `timers come ${lagMs} ms late`, metadata);
    if (percent >= BUSY_PERCENT) return reading('degraded', `busy for ${percent} % of the time`, metadata);
    return reading('healthy', null, metadata);
  }
}
