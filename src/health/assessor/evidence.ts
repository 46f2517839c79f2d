import type { MonotonicMs } from '../../clock/clock.ts';
import type { WindowName } from '../../statistics/windows.ts';
import type { Reason } from '../status.ts';

/** Checks are `reach` and `auth` probes, calls everything deeper. */
export type WindowSet = 'checks' | 'calls';

export interface Tally {
  /** Successes, and failures that count against health; account and caller faults are in neither. */
  ok: number;
  failures: number;
}

/** The rolling windows as the assessor reads them. */
export interface WindowEvidence {
  /**
   * Observations of a window that are not older than `sinceMs`: -Infinity, or the moment of the last `cut`. The result
   * may be reused by the next call.
   */
  tally(set: WindowSet, window: WindowName, nowMs: MonotonicMs, sinceMs: MonotonicMs): Readonly<Tally>;
  /**
   * p95 of the last five minutes, milliseconds: of the latency of checks; of the time to first token of calls, or of
   * their latency where none was streamed. A single slow sample does not make it. Null below `minVolume` samples.
   */
  p95Ms(set: WindowSet, nowMs: MonotonicMs, sinceMs: MonotonicMs, minVolume: number): number | null;
  /** Starts a new slot, so that a later `sinceMs` of this moment leaves out exactly what came before. */
  cut(atMs: MonotonicMs): void;
}

/** What others know of the target, and the assessor must reckon with. */
export interface Conditions {
  /** Monitoring as a whole is switched off. */
  readonly isPaused: boolean;
  /** The target itself is switched off in the settings. */
  readonly isDisabled: boolean;
  /** `suspected` while the controls are being asked: network failures are not believed until they answered. */
  readonly egress: 'ok' | 'suspected' | 'down';
  /** A probe has been under way for longer than the latency warning. */
  readonly isSlowInFlight: boolean;
  /** What the provider's own status page reports, for people; advisory. */
  readonly incident: string | null;
  /** Models of the provider that are unhealthy. */
  readonly unhealthyModels: readonly string[];
  /** The server answers that it is still starting: not down, and not of use yet. */
  readonly isStarting: boolean;
  /** Generate probes are configured and can run: they tell whether calls work, so that green checks need not guess. */
  readonly isGenerateProbed: boolean;
  /** What checks learnt and is due: a model that is shut down, a certificate that ends. */
  readonly warnings: readonly Reason[];
}

export const NO_CONDITIONS: Conditions = Object.freeze({
  isPaused: false,
  isDisabled: false,
  egress: 'ok',
  isSlowInFlight: false,
  incident: null,
  unhealthyModels: Object.freeze([]),
  isStarting: false,
  isGenerateProbed: false,
  warnings: Object.freeze([]),
});
