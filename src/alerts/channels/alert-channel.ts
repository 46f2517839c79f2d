import type { AlertMessage } from '../notification.ts';

/**
 * What became of one attempt. `retry` comes back later, `refused` never works as it stands (a 4xx), `gone` says that
 * nothing will ever work there again (a 410).
 */
export type SendOutcome =
  | { readonly kind: 'delivered' }
  | {
      readonly kind: 'retry' | 'refused' | 'gone';
      /** Why, for people; free of secrets and of URLs that are secrets. */
      readonly error: string;
      /** What the receiver asked for, milliseconds; null when it said nothing. */
      readonly retryAfterMs: number | null;
      /** The receiver may have it all the same: the connection broke before it answered. [false] */
      readonly mayHaveArrived?: boolean;
    };

/**
 * Where alerts are told. A channel sends one message and says what became of it; it keeps nothing, retries nothing and
 * never throws. Sending the same message twice must do no harm.
 */
export abstract class AlertChannel {
  /** As the settings name it. */
  abstract readonly id: string;
  abstract readonly kind: string;

  /**
   * How often the whole firing set must be told again, milliseconds, because the receiver forgets (Alertmanager);
   * null where a message is remembered.
   */
  readonly refreshMs: number | null = null;

  /** Ends within the signal, which is its deadline too. */
  abstract send(message: AlertMessage, signal: AbortSignal): Promise<SendOutcome>;

  /** Lets go of connections. */
  async close(): Promise<void> {}
}
