import type { TransportFailure } from '../observations/transport-error.ts';

/** One time limit over all that a check does, ended early when the caller goes away. Release it when done. */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #caller: AbortSignal;
  readonly #timeoutMs: number;
  readonly #timer: NodeJS.Timeout;
  readonly #ended = Promise.withResolvers<never>();
  #failure: TransportFailure | null = null;

  constructor(timeoutMs: number, caller: AbortSignal) {
    this.#timeoutMs = timeoutMs;
    this.#caller = caller;
    // Nobody may be waiting when it ends; that is no unhandled rejection.
    this.#ended.promise.catch(() => undefined);
    this.#timer = setTimeout(this.#onTimeout, timeoutMs);
    if (caller.aborted) this.#onCancel();
    else caller.addEventListener('abort', this.#onCancel, { once: true });
  }

  /** Aborts at the limit and when the caller goes away. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Why it ended; null while it runs. */
  get failure(): TransportFailure | null {
    return this.#failure;
  }

  get isCancelled(): boolean {
    return this.#failure?.failure === 'cancelled';
  }

  /** Gives what is awaited, or rejects when the deadline ends first. */
  within<Result>(work: Promise<Result>): Promise<Result> {
    return Promise.race([work, this.#ended.promise]);
  }

  release(): void {
    clearTimeout(this.#timer);
    this.#caller.removeEventListener('abort', this.#onCancel);
  }

  readonly #onTimeout = (): void => {
    const detail = `no complete answer within ${this.#timeoutMs} ms`;
    this.#end({ failure: 'timeout', detail, vendorCode: null, isLocal: false });
  };

  readonly #onCancel = (): void => {
    this.#end({ failure: 'cancelled', detail: 'cancelled', vendorCode: null, isLocal: false });
  };

  #end(failure: TransportFailure): void {
    if (this.#failure !== null) return;
    this.#failure = failure;
    this.#controller.abort();
    this.#ended.reject(new Error(failure.detail));
  }
}
