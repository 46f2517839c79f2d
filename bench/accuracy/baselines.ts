import type { Status } from '../../src/health/status.ts';
import type { Truth } from './script.ts';
import { Timeline } from './timeline.ts';

/** A way to tell the status from outcomes alone; fed in order of time. */
export interface Detector {
  readonly timeline: Timeline;
  observe(isOk: boolean, atMs: number, truth: Truth): void;
  /** Time has passed, with or without outcomes. */
  advance(nowMs: number): void;
}

const FAILURES_IN_A_ROW = 3;
/** chosen in their favour: longer than a probe interval, or a cool-down would end before the next probe renews it. */
const COOL_DOWN_MS = 60_000;
const MINUTE_MS = 60_000;

/** The common health check: down after three failures in a row, up after one success, nothing in between. */
export class ThreeInARow implements Detector {
  readonly timeline = new Timeline();
  #failures = 0;

  observe(isOk: boolean, atMs: number): void {
    this.#failures = isOk ? 0 : this.#failures + 1;
    if (isOk) this.timeline.note(atMs, 'healthy');
    else if (this.#failures >= FAILURES_IN_A_ROW) this.timeline.note(atMs, 'unhealthy');
  }

  advance(): void {
    // Nothing happens here by time alone.
  }
}

/** The cool-down of the two router baselines: unhealthy for a fixed time, then trusted again without a trial. */
class CoolDown {
  readonly timeline = new Timeline();
  #untilMs = -Infinity;

  begin(atMs: number): void {
    this.#untilMs = Math.max(this.#untilMs, atMs + COOL_DOWN_MS);
    this.timeline.note(atMs, 'unhealthy');
  }

  end(nowMs: number): void {
    if (this.timeline.status === 'unhealthy' && this.#untilMs <= nowMs)
      this.timeline.note(this.#untilMs, 'healthy');
  }

  noteFirstSuccess(atMs: number): void {
    if (this.timeline.status === 'unknown') this.timeline.note(atMs, 'healthy');
  }
}

/** After LiteLLM's health-driven routing: a single failure takes the target out for a fixed cool-down. */
export class SingleFailureCoolDown implements Detector {
  readonly #coolDown = new CoolDown();

  get timeline(): Timeline {
    return this.#coolDown.timeline;
  }

  observe(isOk: boolean, atMs: number): void {
    this.advance(atMs);
    if (isOk) this.#coolDown.noteFirstSuccess(atMs);
    else this.#coolDown.begin(atMs);
  }

  advance(nowMs: number): void {
    this.#coolDown.end(nowMs);
  }
}

/**
 * After LiteLLM's request cool-down: outcomes are counted per calendar minute, and over half of them failing takes the
 * target out. With probes alone the volume of five that it asks for is never reached in a minute, so it gets by with
 * `minVolume`.
 */
export class FixedMinuteCounter implements Detector {
  readonly #coolDown = new CoolDown();
  readonly #minVolume: number;
  #minute = -1;
  #ok = 0;
  #failures = 0;

  constructor(minVolume: number) {
    this.#minVolume = minVolume;
  }

  get timeline(): Timeline {
    return this.#coolDown.timeline;
  }

  observe(isOk: boolean, atMs: number): void {
    this.advance(atMs);
    if (isOk) this.#coolDown.noteFirstSuccess(atMs);
    this.#count(isOk, Math.floor(atMs / MINUTE_MS));
    const volume = this.#ok + this.#failures;
    if (volume >= this.#minVolume && 2 * this.#failures > volume) this.#coolDown.begin(atMs);
  }

  advance(nowMs: number): void {
    this.#coolDown.end(nowMs);
  }

  #count(isOk: boolean, minute: number): void {
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#ok = 0;
      this.#failures = 0;
    }
    if (isOk) this.#ok++;
    else this.#failures++;
  }
}

const STATUS_OF: Readonly<Record<Truth, Status>> = {
  healthy: 'healthy',
  degraded: 'degraded',
  down: 'unhealthy',
};

/** No detector but a ceiling: learns the whole truth from every outcome. What it misses, the cadence alone costs. */
export class AllKnowing implements Detector {
  readonly timeline = new Timeline();

  observe(_isOk: boolean, atMs: number, truth: Truth): void {
    this.timeline.note(atMs, STATUS_OF[truth]);
  }

  advance(): void {
    // Knows only what it asks.
  }
}
