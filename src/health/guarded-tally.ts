/** Calls that ran through our guard since the process began. */
export interface GuardedTally {
  /** Attempts that were made, whatever they came to. */
  readonly calls: number;
  /** Of them those that failed; what was the caller's own fault is none. */
  readonly failures: number;
  /** Of the failures those that nobody noticed: another target did better. */
  readonly rescued: number;
  /** Of the failures those that a caller was given. */
  readonly surfaced: number;
}

export const NO_GUARDED_CALLS: GuardedTally = Object.freeze({
  calls: 0,
  failures: 0,
  rescued: 0,
  surfaced: 0,
});
