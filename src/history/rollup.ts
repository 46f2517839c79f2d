import type { EpochMs } from '../clock/clock.ts';
import type { StoredTally, Tally } from './tally.ts';

/** Checks and calls are kept apart, as in the windows. */
export type RollupSet = 'checks' | 'calls';
export const ROLLUP_SETS: readonly RollupSet[] = ['checks', 'calls'];

/** What was observed of one target in one span of time. What we ourselves are to blame for is left out. */
export interface Rollup {
  readonly targetId: string;
  readonly set: RollupSet;
  readonly from: EpochMs;
  /** Exclusive. */
  readonly to: EpochMs;
  readonly tally: Tally;
}

/**
 * What one writer counted in one minute. Written again it replaces itself, so that a repetition changes nothing;
 * several parts of a minute (another process, before and after a restart, something late) are merged when read.
 */
export interface RollupPart {
  readonly targetId: string;
  readonly set: RollupSet;
  /** The beginning of its minute. */
  readonly from: EpochMs;
  /** Unique among the parts of a minute; 1 to 2^31 - 1. */
  readonly part: number;
  readonly tally: StoredTally;
}
