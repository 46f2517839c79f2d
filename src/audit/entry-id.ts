import type { EpochMs } from '../clock/clock.ts';

const DIGITS = 36;
const TIME_LENGTH = 9;
const COUNT_LENGTH = 4;
const COUNTS = DIGITS ** COUNT_LENGTH;

/** The least id of that millisecond. All ids are of letters and digits and of one length, so that text sorts as time does. */
export function firstIdAt(at: EpochMs): string {
  return Math.max(0, Math.trunc(at)).toString(DIGITS).padStart(TIME_LENGTH, '0');
}

/** @param count how many this process has made before; @param tag tells this process from others, of one length */
export function entryId(at: EpochMs, count: number, tag: string): string {
  return firstIdAt(at) + (count % COUNTS).toString(DIGITS).padStart(COUNT_LENGTH, '0') + tag;
}
