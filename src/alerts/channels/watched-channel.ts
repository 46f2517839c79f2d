import { addAbortListener } from 'node:events';
import type { Clock, EpochMs } from '../../clock/clock.ts';
import type { AlertMessage } from '../notification.ts';
import { AlertChannel, type SendOutcome } from './alert-channel.ts';
import type { AlertLog } from './channel-world.ts';

export interface LastOutcome {
  readonly at: EpochMs;
  readonly outcome: SendOutcome;
}

/** A channel whose last outcome is remembered, and which keeps the promises of the port whatever befalls it. */
export class WatchedChannel extends AlertChannel {
  readonly id: string;
  readonly kind: string;
  override readonly refreshMs: number | null;
  readonly #channel: AlertChannel;
  readonly #clock: Clock;
  readonly #log: AlertLog;
  #last: LastOutcome | null = null;

  constructor(channel: AlertChannel, clock: Clock, log: AlertLog) {
    super();
    this.id = channel.id;
    this.kind = channel.kind;
    this.refreshMs = channel.refreshMs;
    this.#channel = channel;
    this.#clock = clock;
    this.#log = log;
  }

  /** Null until something was sent. */
  get last(): LastOutcome | null {
    return this.#last;
  }

  async send(message: AlertMessage, signal: AbortSignal): Promise<SendOutcome> {
    const outcome = await this.#attempt(message, signal);
    this.#last = { at: this.#clock.now(), outcome };
    return outcome;
  }

  override close(): Promise<void> {
    return this.#channel.close();
  }

  async #attempt(message: AlertMessage, signal: AbortSignal): Promise<SendOutcome> {
    const late = { kind: 'retry', error: 'no complete answer in time', retryAfterMs: null } as const;
    if (signal.aborted) return late;
    const ended = Promise.withResolvers<SendOutcome>();
    // in a turn of its own: a channel that ends with the signal knows better what has become of it
    const listening = addAbortListener(signal, () =>
      setImmediate(() => ended.resolve({ ...late, mayHaveArrived: true })),
    );
    try {
      return await Promise.race([this.#channel.send(message, signal), ended.promise]);
    } catch (error) {
      return this.#broken(error);
    } finally {
      listening[Symbol.dispose]();
    }
  }

  /** A mistake of ours. Its message is not shown: it may quote what was sent, or where to. */
  #broken(error: unknown): SendOutcome {
    const name = error instanceof Error ? error.name : 'not an error';
    this.#log.error({ channel: this.id, kind: this.kind, reason: name }, 'alert channel broke');
    return { kind: 'retry', error: `the channel broke (${name})`, retryAfterMs: null, mayHaveArrived: true };
  }
}
