import type { EpochMs } from '../../clock/clock.ts';
import type { Status } from '../../health/status.ts';
import type { TimeRange } from '../history-store.ts';

export interface StatusChange {
  readonly at: EpochMs;
  readonly status: Status;
  /** The first reason's sentence; empty where healthy. */
  readonly why: string;
}

const UNKNOWN = { status: 'unknown', why: '' } as const;

/** How the status of one target went. */
export class StatusTrack {
  readonly #changes: StatusChange[] = [];

  /** In order; what lasts for no time at all is none. */
  push(change: StatusChange): void {
    if (this.#changes.at(-1)?.at === change.at) this.#changes.pop();
    this.#changes.push(change);
  }

  /** What was in force at the beginning, and each change after it. */
  within({ from, to }: TimeRange): StatusChange[] {
    const inForce = this.#changes.findLast(({ at }) => at <= from) ?? UNKNOWN;
    const later = this.#changes.filter(({ at }) => at > from && at < to);
    return [{ ...inForce, at: from }, ...later];
  }
}
