/** State of a target's breaker, as everyone but the breaker itself sees it. */
export interface CircuitState {
  readonly state: 'closed' | 'open' | 'half_open';
  /** Wall time, epoch milliseconds; null while closed. */
  readonly openedAt: number | null;
  /** When the next trial may run, epoch milliseconds; null while closed or forced. */
  readonly retryAt: number | null;
  /** Held by an operator until `forcedUntil` (null: until reset). */
  readonly forced: boolean;
  readonly forcedUntil: number | null;
  /** Why it opened or was forced, for people. */
  readonly reason: string | null;
}

export const CLOSED_CIRCUIT: CircuitState = Object.freeze({
  state: 'closed',
  openedAt: null,
  retryAt: null,
  forced: false,
  forcedUntil: null,
  reason: null,
});
