import type { MonotonicMs } from '../clock/clock.ts';
import { isCall, type Observation } from '../observations/observation.ts';
import type { CircuitSettings } from '../settings/settings.ts';
import { CALL_WINDOW_MS, type CallTally, CallWindow } from './call-window.ts';

/** Why the calls alone speak for opening. */
export interface CallTrouble {
  readonly cause: 'failures' | 'slow_calls';
  readonly reason: string;
}

const NO_CALLS: CallTally = Object.freeze({ calls: 0, failures: 0, slowCalls: 0 });

/** A call that is slower than the settings allow: by time to first token where it was streamed. */
export function isSlowCall(
  { depth, ttftMs, latencyMs }: Observation,
  { slowCallMs }: CircuitSettings,
): boolean {
  const waitedMs = ttftMs ?? latencyMs;
  return waitedMs !== null && waitedMs > slowCallMs && isCall(depth);
}

/** How the calls of one target went lately; costs next to nothing until there is one. */
export class CallRecord {
  #window: CallWindow | null = null;
  #consecutiveFailures = 0;
  #lastFailure: string | null = null;

  get consecutiveFailures(): number {
    return this.#consecutiveFailures;
  }

  /** One that came out of order counts in its slot, and starts or ends no streak. */
  record(observation: Observation, isSlow: boolean, isDriving: boolean): void {
    this.#window ??= new CallWindow();
    this.#window.record(observation.ok, isSlow, observation.atMonotonicMs);
    if (!isDriving) return;
    this.#consecutiveFailures = observation.ok ? 0 : this.#consecutiveFailures + 1;
    if (!observation.ok) this.#lastFailure = observation.detail ?? observation.failure;
  }

  tally(nowMs: MonotonicMs): CallTally {
    return this.#window?.tally(nowMs) ?? NO_CALLS;
  }

  trouble(settings: CircuitSettings, nowMs: MonotonicMs): CallTrouble | null {
    const count = this.#consecutiveFailures;
    if (count >= settings.consecutiveFailures) {
      const evidence = this.#lastFailure === null ? '' : `: ${this.#lastFailure}`;
      return { cause: 'failures', reason: `${calls(count)} in a row failed${evidence}` };
    }
    const tally = this.tally(nowMs);
    if (tally.calls < settings.volumeThreshold) return null;
    return failureTrouble(tally, settings) ?? slownessTrouble(tally, settings);
  }

  clear(): void {
    this.#window = null;
    this.#consecutiveFailures = 0;
    this.#lastFailure = null;
  }
}

function failureTrouble(tally: CallTally, { errorThresholdPercent }: CircuitSettings): CallTrouble | null {
  const percent = (100 * tally.failures) / tally.calls;
  if (percent < errorThresholdPercent) return null;
  return { cause: 'failures', reason: `${share(percent, tally)} failed` };
}

function slownessTrouble(tally: CallTally, settings: CircuitSettings): CallTrouble | null {
  const percent = (100 * tally.slowCalls) / tally.calls;
  if (percent < settings.slowCallRatePercent) return null;
  return {
    cause: 'slow_calls',
    reason: `${share(percent, tally)} took longer than ${settings.slowCallMs} ms`,
  };
}

function share(percent: number, { calls: count }: CallTally): string {
  return `${Math.round(percent)} % of ${calls(count)} within ${CALL_WINDOW_MS / 1000} s`;
}

function calls(count: number): string {
  return count === 1 ? '1 call' : `${count} calls`;
}
