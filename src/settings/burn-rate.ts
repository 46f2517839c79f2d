import type { BurnRateSettings } from './alert-rules.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export type BurnWindow = '5m' | '30m' | '1h' | '2h' | '6h' | '1d' | '3d';

export const BURN_WINDOW_MS: Readonly<Record<BurnWindow, number>> = {
  '5m': 5 * MINUTE_MS,
  '30m': 30 * MINUTE_MS,
  '1h': HOUR_MS,
  '2h': 2 * HOUR_MS,
  '6h': 6 * HOUR_MS,
  '1d': 24 * HOUR_MS,
  '3d': 72 * HOUR_MS,
};

/** Both windows must burn the error budget faster than the factor: the long one proves it, the short one that it lasts. */
export interface BurnPair {
  readonly factor: number;
  readonly long: BurnWindow;
  readonly short: BurnWindow;
  readonly isSlow: boolean;
}

/** Multi-window, multi-burn-rate alerts as in Google's SRE workbook, chapter 5; factors for a period of 30 days. */
export const BURN_PAIRS: readonly BurnPair[] = [
  { factor: 14.4, long: '1h', short: '5m', isSlow: false },
  { factor: 6, long: '6h', short: '30m', isSlow: false },
  { factor: 3, long: '1d', short: '2h', isSlow: true },
  { factor: 1, long: '3d', short: '6h', isSlow: true },
];

/** Share of failures, 0 to 1, that a pair must exceed. */
export function burnThreshold(pair: BurnPair, sloPercent: number): number {
  return (pair.factor * (100 - sloPercent)) / 100;
}

/** Failures among so many observations that exceed a share. */
export function failuresNeeded(share: number, samples: number): number {
  return Math.floor(share * samples + 1e-9) + 1;
}

/** Checks that a window holds when one is made at each interval. */
export function samplesIn(window: BurnWindow, intervalMs: number): number {
  return Math.floor(BURN_WINDOW_MS[window] / intervalMs);
}

/**
 * The fewest failures that trip a pair of a target that is checked at that interval. Calls beside the checks only make
 * them more, and so does a past that is shorter than the window (budgets are of the whole of it).
 */
export function fewestFailures(pair: BurnPair, settings: BurnRateSettings, intervalMs: number): number {
  const share = burnThreshold(pair, settings.sloPercent);
  const long = failuresNeeded(share, samplesIn(pair.long, intervalMs));
  const short = failuresNeeded(share, samplesIn(pair.short, intervalMs));
  // Failures of the short window are in the long one too.
  return Math.max(long, short, settings.minFailuresLong, settings.minFailuresShort);
}
