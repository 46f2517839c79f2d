import type { FailureKind } from '../failure-kind.ts';

export type StatusMatch = number | '3xx' | '4xx' | '5xx';

/** One row of a table: every condition that it names must hold. */
export interface ErrorRule {
  readonly failure: FailureKind;
  readonly status?: readonly StatusMatch[];
  /** Codes, types or reasons of the body, in lower case; a pattern where a vendor composes them. */
  readonly code?: readonly string[] | RegExp;
  /** For what a vendor says in words alone. */
  readonly message?: RegExp;
  /** What people should look at, in our own words. */
  readonly note?: string;
  /** The server lives and is not ready yet: no failure that counts. */
  readonly isStarting?: true;
  /** Meant for everybody, key or no key, so that it proves no working edge. */
  readonly refusesEverybody?: true;
}

/**
 * How one vendor reports failures. What the body names is believed before the status, and what a vendor alone means
 * before what all mean; within a list the first match wins: quota before rate limit, credentials before bad request,
 * overload before server error.
 */
export interface VendorErrors {
  readonly byBody: readonly ErrorRule[];
  readonly byStatus: readonly ErrorRule[];
}
