import type { EpochMs, MonotonicMs } from '../clock/clock.ts';
import type { GenerateState } from '../health/generate-health.ts';

/** The newest call that others made to the target. */
export interface NewestCall {
  readonly ok: boolean;
  readonly atMs: MonotonicMs;
}

/** What speaks for and against a billed probe that is due. */
export interface Circumstances {
  /** None was made yet, and the first one should have been less than an interval ago. */
  readonly isFirst: boolean;
  /** Null before the first check. */
  readonly isLastCheckOk: boolean | null;
  readonly isModelReady: boolean;
  readonly isEgressDown: boolean;
  readonly limitedUntil: EpochMs | null;
  readonly newestCall: NewestCall | null;
  readonly intervalMs: number;
  readonly now: EpochMs;
  readonly nowMs: MonotonicMs;
}

/** Why a probe is left out. */
export interface Omission {
  readonly state: GenerateState;
  /** For people. */
  readonly note: string;
  /** It is worth another look before the interval is over. */
  readonly isBrief: boolean;
}

/** Why no money is to be spent on a probe now; null where it is worth it. The budget is asked last, by the ledger. */
export function omissionOf(circumstances: Circumstances): Omission | null {
  const { isEgressDown, isFirst, isLastCheckOk, isModelReady } = circumstances;
  if (isEgressDown) return waiting('our own network is down');
  if (isFirst && isLastCheckOk !== true) return { ...waiting('the checks are not green yet'), isBrief: true };
  if (!isModelReady) return waiting('the model is not in memory, and would be loaded for a probe');
  return limitation(circumstances) ?? suppression(circumstances);
}

function limitation({ limitedUntil, now }: Circumstances): Omission | null {
  if (limitedUntil === null || limitedUntil <= now) return null;
  return waiting(`rate limited until ${new Date(limitedUntil).toISOString()}`);
}

/** A call says all that a probe could say, for as long as a probe would. */
function suppression({ newestCall, intervalMs, nowMs }: Circumstances): Omission | null {
  if (newestCall === null || !newestCall.ok || nowMs - newestCall.atMs >= intervalMs) return null;
  const seconds = Math.round((nowMs - newestCall.atMs) / 1_000);
  return { state: 'suppressed_by_traffic', note: `a call succeeded ${seconds} s ago`, isBrief: false };
}

function waiting(note: string): Omission {
  return { state: 'waiting', note, isBrief: false };
}
