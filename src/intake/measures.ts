import type { EpochMs } from '../clock/clock.ts';

/** chosen: a call that lasts for a day is none. */
const LONGEST_CALL_MS = 86_400_000;
const MOST_TOKENS = 1_000_000_000;

/** Time from one moment to another; null where it would be negative or longer than any call. */
export function durationMs(from: EpochMs | null, to: EpochMs | null): number | null {
  return from === null || to === null ? null : measuredMs(to - from);
}

export function measuredMs(value: number | null): number | null {
  return value !== null && value >= 0 && value <= LONGEST_CALL_MS ? value : null;
}

export function tokens(value: number | null): number | null {
  return value !== null && Number.isInteger(value) && value >= 0 && value <= MOST_TOKENS ? value : null;
}

export function httpStatus(value: number | null): number | null {
  return value !== null && Number.isInteger(value) && value >= 100 && value <= 599 ? value : null;
}
