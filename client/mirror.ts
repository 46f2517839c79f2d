import { type Advice, authorization, type ClientState, type Told } from './contract.ts';
import { EventParser, type StreamEvent } from './event-parser.ts';
import { BackOff, pause, retryAfterMs, within } from './waiting.ts';

const ROUTING = '/health/integration/routing';
const EVENTS = '/health/integration/events';

/** Keeps what the server advises: over a stream, and by asking while there is none. */
export class Mirror {
  readonly #told: Told;
  readonly #changed: (advice: Advice) => void;
  readonly #parser = new EventParser();
  readonly #closing = new AbortController();
  #advice: Advice | null = null;
  #isStreaming = false;
  #isPolled = false;
  #heardAtMs = -Infinity;
  #etag: string | null = null;

  constructor(told: Told, changed: (advice: Advice) => void) {
    this.#told = told;
    this.#changed = changed;
  }

  get advice(): Advice | null {
    return this.#advice;
  }

  /** Since the server last said that this is its advice. */
  get ageMs(): number {
    return performance.now() - this.#heardAtMs;
  }

  get state(): ClientState {
    if (this.#closing.signal.aborted) return 'closed';
    if (this.#isStreaming) return 'streaming';
    if (this.#isPolled) return 'polling';
    return this.#advice === null ? 'starting' : 'lost';
  }

  start(): void {
    if (this.#told.stream) void this.#keepStreaming();
    else void this.#keepPolling(this.#closing.signal);
  }

  stop(): void {
    this.#closing.abort();
  }

  async #keepStreaming(): Promise<void> {
    const { retryMs, maxRetryMs, random } = this.#told;
    const { signal } = this.#closing;
    const backOff = new BackOff(retryMs, maxRetryMs, random);
    while (!signal.aborted) {
      const askedMs = await this.#stream();
      if (this.#isStreaming) backOff.reset();
      this.#isStreaming = false;
      if (signal.aborted) return;
      const waiting = new AbortController();
      signal.addEventListener('abort', () => waiting.abort(), { signal: waiting.signal });
      const polling = this.#keepPolling(waiting.signal);
      await pause(backOff.next(askedMs), signal);
      waiting.abort();
      await polling;
    }
  }

  /** Listens until that ends, and says how long the server wants to be left alone. */
  async #stream(): Promise<number | null> {
    const { timeoutMs, onError } = this.#told;
    try {
      return await within(timeoutMs, this.#closing.signal, async (signal, finish) => {
        const query = new URLSearchParams({ types: 'routing.changed', pool: this.#told.pool });
        const { lastId } = this.#parser;
        const resuming = lastId === '' ? {} : { 'last-event-id': lastId };
        const answer = await this.#ask(`${EVENTS}?${query}`, resuming, signal);
        if (!isStream(answer)) return this.#refused(EVENTS, answer);
        finish();
        await this.#read(answer.body!);
        return null;
      });
    } catch (error) {
      if (!this.#closing.signal.aborted) onError(error);
      return null;
    }
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    const reader = body.getReader();
    const decoder = new TextDecoder();
    this.#parser.begin();
    try {
      for (;;) {
        const { done, value } = await within(this.#told.silentMs, this.#closing.signal, (signal) =>
          Promise.race([reader.read(), rejectedBy(signal)]),
        );
        if (done) return;
        for (const event of this.#parser.take(decoder.decode(value, { stream: true }))) this.#hear(event);
        // whatever it says: what it has not told anew is as it was
        this.#isStreaming = this.#advice !== null;
        if (this.#isStreaming) this.#heardAtMs = performance.now();
      }
    } finally {
      // the other side may be gone already
      reader.cancel().catch(() => undefined);
    }
  }

  #hear({ type, data }: StreamEvent): void {
    const { routing, advice } = JSON.parse(data) as { routing?: Advice; advice?: Advice };
    const told = type === 'snapshot' ? routing : advice;
    if (type === 'snapshot' && told === undefined) throw new Error('the stream has no advice');
    if (told !== undefined) this.#take(told);
  }

  /** What is under way when it is called off is let finish. */
  async #keepPolling(signal: AbortSignal): Promise<void> {
    const { pollMs, maxRetryMs, random } = this.#told;
    const backOff = new BackOff(pollMs, Math.max(pollMs, maxRetryMs), random);
    while (!signal.aborted) {
      const askedMs = await this.#poll();
      if (this.#isPolled) backOff.reset();
      await pause(this.#isPolled ? pollMs : backOff.next(askedMs), signal);
    }
    this.#isPolled = false;
  }

  async #poll(): Promise<number | null> {
    const { pool, timeoutMs, onError } = this.#told;
    try {
      return await within(timeoutMs, this.#closing.signal, async (signal) => {
        const known = this.#etag === null ? {} : { 'if-none-match': this.#etag };
        const answer = await this.#ask(`${ROUTING}?${new URLSearchParams({ pool })}`, known, signal);
        this.#isPolled = answer.ok || answer.status === 304;
        if (!this.#isPolled) return this.#refused(ROUTING, answer);
        if (answer.ok) {
          this.#take((await answer.json()) as Advice);
          this.#etag = answer.headers.get('etag');
        }
        this.#heardAtMs = performance.now();
        return null;
      });
    } catch (error) {
      this.#isPolled = false;
      if (!this.#closing.signal.aborted) onError(error);
      return null;
    }
  }

  #ask(path: string, headers: Record<string, string>, signal: AbortSignal): Promise<Response> {
    const { url, token } = this.#told;
    return this.#told.fetch(url + path, { headers: { ...authorization(token), ...headers }, signal });
  }

  async #refused(path: string, answer: Response): Promise<number | null> {
    await answer.body?.cancel();
    this.#told.onError(new Error(`GET ${path} was answered ${answer.status}`));
    return retryAfterMs(answer);
  }

  /** A proxy's page, or an answer in a form of its own, must not take the place of what is known. */
  #take(advice: Advice): void {
    if (!Array.isArray(advice?.candidates)) throw new Error('an answer holds no advice');
    this.#advice = advice;
    this.#changed(advice);
  }
}

function isStream({ ok, headers, body }: Response): boolean {
  return ok && body !== null && (headers.get('content-type') ?? '').startsWith('text/event-stream');
}

function rejectedBy(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error));
  });
}
