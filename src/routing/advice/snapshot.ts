import type { EpochMs } from '../../clock/clock.ts';
import type { Advice, Candidate } from './advice.ts';
import { WeightedPick } from './weighted-pick.ts';

/** The advice for one pool, ready to be used. */
export interface PoolAdvice extends Advice {
  readonly picks: WeightedPick<Candidate>;
}

/** What is advised from one moment on; never changes. */
export interface Snapshot {
  /** Grows by one with every snapshot. */
  readonly seq: number;
  readonly generatedAt: EpochMs;
  readonly pools: ReadonlyMap<string, PoolAdvice>;
}

export function readyToPick(advice: Advice): PoolAdvice {
  const shares = advice.candidates.map(({ share }) => share);
  return Object.freeze({ ...advice, picks: new WeightedPick(advice.candidates, shares) });
}
