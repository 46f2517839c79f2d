import type { EpochMs } from '../../clock/clock.ts';

/** `rule`, `target`, `provider`, `severity`, `tag`, `blame` or `instance` of an alert against a text or a pattern. */
export interface Matcher {
  readonly name: string;
  readonly value: string;
  readonly isRegex: boolean;
  /** False turns it round. */
  readonly isEqual: boolean;
}

/** When a recurring window is open: a local time of chosen days in a time zone, whatever its clock does there. */
export interface Recurrence {
  /** 1 Monday to 7 Sunday; empty means every day. */
  readonly weekdays: readonly number[];
  /** `HH:MM` on the wall of that zone. */
  readonly startsAt: string;
  readonly durationMs: number;
  /** IANA name: `Europe/Berlin`. */
  readonly timeZone: string;
}

/** Holds back what is told of the alerts that it matches. With a schedule it is a maintenance window. */
export interface Silence {
  readonly id: string;
  /** All must match; at least one. */
  readonly matchers: readonly Matcher[];
  readonly from: EpochMs;
  /** When it ends for good; null for a window that recurs until it is deleted. */
  readonly until: EpochMs | null;
  readonly recurrence: Recurrence | null;
  readonly by: string;
  readonly comment: string;
  readonly createdAt: EpochMs;
  readonly updatedAt: EpochMs;
}
