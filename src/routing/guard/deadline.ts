/** Why a call was ended before it answered. */
export type EndedBy = 'caller' | 'timeout';

/**
 * How long one call may take, and whether anybody still waits for it. Its signal is for the call; `within` answers in
 * time even where the call does not heed it.
 */
export class CallDeadline {
  readonly #stop = new AbortController();
  readonly #caller: AbortSignal | null;
  readonly #timer: NodeJS.Timeout | null = null;
  #endedBy: EndedBy | null = null;

  /** `timeoutMs` Infinity waits for as long as it takes. */
  constructor(timeoutMs: number, caller: AbortSignal | null) {
    this.#caller = caller;
    if (Number.isFinite(timeoutMs)) {
      this.#timer = setTimeout(() => this.#end('timeout'), Math.max(0, timeoutMs));
    }
    if (caller?.aborted === true) this.#end('caller');
    else caller?.addEventListener('abort', this.#onAbort, { once: true });
  }

  /** For the call. It outlives the deadline: the caller may go away while a stream is read. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  get endedBy(): EndedBy | null {
    return this.#endedBy;
  }

  /** Gives what is awaited, or rejects as soon as the deadline ends. */
  within<Result>(work: Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      const { signal } = this;
      const giveUp = (): void => reject(signal.reason as Error);
      if (signal.aborted) giveUp();
      signal.addEventListener('abort', giveUp, { once: true });
      // Whoever comes too late, well or not, finds nobody waiting.
      void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
    });
  }

  /** It has begun to answer: time no longer counts, the caller still does. */
  met(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  /** Nothing of it is left to wait for. */
  release(): void {
    this.met();
    this.#caller?.removeEventListener('abort', this.#onAbort);
  }

  readonly #onAbort = (): void => this.#end('caller');

  #end(by: EndedBy): void {
    if (this.#endedBy !== null) return;
    this.#endedBy = by;
    const isCaller = by === 'caller' && this.#caller !== null;
    const reason: unknown = isCaller
      ? this.#caller.reason
      : new DOMException('no answer in time', 'TimeoutError');
    this.#stop.abort(reason);
  }
}
