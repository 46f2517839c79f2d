const MS_PER_SECOND = 1_000;
/** chosen: who says more has said it by mistake. */
const LONGEST_HINT_MS = 3_600_000;

/** Waits, or until it is called off. Keeps no process alive. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
    unref(timer);
    if (signal.aborted) done();
  });
}

/** Only where timers hold a process: browsers have numbers for them. */
export function unref(timer: unknown): void {
  (timer as { unref?: () => void }).unref?.();
}

/** Waits that double, with jitter, so that clients that lost the same server do not come back as one. */
export class BackOff {
  readonly #firstMs: number;
  readonly #longestMs: number;
  readonly #random: () => number;
  #failures = 0;

  constructor(firstMs: number, longestMs: number, random: () => number) {
    this.#firstMs = firstMs;
    this.#longestMs = longestMs;
    this.#random = random;
  }

  get failures(): number {
    return this.#failures;
  }

  reset(): void {
    this.#failures = 0;
  }

  /** How long to wait after another failure; at least as long as the server asked for. */
  next(askedMs: number | null = null): number {
    const ms = Math.min(this.#longestMs, this.#firstMs * 2 ** Math.min(this.#failures++, 30));
    return Math.max(askedMs ?? 0, ms * (0.5 + this.#random() / 2));
  }
}

/** `Retry-After` in milliseconds from now: seconds or a date (RFC 9110, 10.2.3). */
export function retryAfterMs({ headers }: Response): number | null {
  const text = headers.get('retry-after');
  if (text === null) return null;
  const ms = /^\d+$/.test(text) ? Number(text) * MS_PER_SECOND : Date.parse(text) - Date.now();
  return Number.isNaN(ms) ? null : Math.min(Math.max(ms, 0), LONGEST_HINT_MS);
}

/** Runs with a signal that aborts when time is up or the whole is called off. */
export async function within<T>(
  ms: number,
  whole: AbortSignal,
  work: (signal: AbortSignal, finish: () => void) => Promise<T>,
): Promise<T> {
  const own = new AbortController();
  const abort = (): void => own.abort(whole.reason);
  const timer = setTimeout(() => own.abort(new Error(`no answer within ${ms} ms`)), ms);
  unref(timer);
  if (whole.aborted) abort();
  whole.addEventListener('abort', abort);
  try {
    return await work(own.signal, () => clearTimeout(timer));
  } finally {
    clearTimeout(timer);
    whole.removeEventListener('abort', abort);
  }
}
