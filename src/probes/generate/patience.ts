import type { TransportFailure } from '../../observations/transport-error.ts';
import { Deadline } from '../deadline.ts';

export interface PatienceLimits {
  /** From the request to the end of the answer. */
  readonly timeoutMs: number;
  /** Between two pieces of the stream. */
  readonly stallMs: number;
}

/**
 * How long an answer is waited for: over all, and from one piece of the stream to the next. The SDKs' own timeouts end
 * with the headers, and leave a stream that stalls to hang (measured). Release it when done.
 */
export class Patience {
  readonly #limits: PatienceLimits;
  readonly #deadline: Deadline;
  readonly #stalled = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  constructor(limits: PatienceLimits, caller: AbortSignal) {
    this.#limits = limits;
    this.#deadline = new Deadline(limits.timeoutMs, AbortSignal.any([caller, this.#stalled.signal]));
  }

  /** Aborts when patience ends, and when the caller goes away. */
  get signal(): AbortSignal {
    return this.#deadline.signal;
  }

  /** Why it ended; null while it lasts. */
  get failure(): TransportFailure | null {
    if (!this.#stalled.signal.aborted) return this.#deadline.failure;
    const detail = `the stream stalled for ${this.#limits.stallMs} ms`;
    return { failure: 'timeout', detail, vendorCode: null, isLocal: false };
  }

  /** A piece of the stream came; from here on the next one is waited for. */
  heard(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#stalled.abort(), this.#limits.stallMs);
  }

  /** Gives what is awaited, or rejects when patience ends first. */
  within<Result>(work: Promise<Result>): Promise<Result> {
    return this.#deadline.within(work);
  }

  release(): void {
    clearTimeout(this.#timer);
    this.#deadline.release();
  }
}
