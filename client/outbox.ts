import { authorization, type ClientCounts, type Outcome, type Told } from './contract.ts';
import { BackOff, pause, retryAfterMs, unref, within } from './waiting.ts';

const OBSERVATIONS = '/health/integration/observations';
/** Too early, too many, or not its fault: the same batch may be taken in later. */
const WORTH_REPEATING = new Set([408, 425, 429]);
/** Browsers let a page that closes send so much (Fetch, 4.6). */
const KEEPALIVE_CHARACTERS = 60_000;

interface Batch {
  readonly key: string;
  readonly items: readonly string[];
}

/** `again` after so long, or as long as the client thinks. */
type Result = { readonly isDone: true } | { readonly isDone: false; readonly askedMs: number | null };

/** Hands in outcomes, many at once, without anybody waiting for it. */
export class Outbox {
  readonly #told: Told;
  readonly #closing = new AbortController();
  readonly #counts = { accepted: 0, rejected: 0, dropped: 0 };
  #queue: string[] = [];
  #underWay = 0;
  #sending: Promise<void> | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #isClosed = false;

  constructor(told: Told) {
    this.#told = told;
  }

  get counts(): ClientCounts {
    return { queued: this.#queue.length + this.#underWay, ...this.#counts };
  }

  add(outcome: Outcome): void {
    const { queueSize, batchSize, flushMs } = this.#told;
    // written down at once: what the caller does with it afterwards is of no account
    this.#queue.push(JSON.stringify({ at: new Date().toISOString(), ...outcome }));
    if (this.#isClosed) return this.#drop(this.#queue.length);
    if (this.#queue.length > queueSize) this.#drop(this.#queue.length - queueSize);
    if (this.#queue.length >= batchSize) void this.flush();
    else if (this.#timer === null) {
      this.#timer = setTimeout(() => void this.flush(), flushMs);
      unref(this.#timer);
    }
  }

  /** Sends all that waits; resolves once that is done or given up. */
  flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#sending ??= this.#sendAll().finally(() => (this.#sending = null));
    return this.#sending;
  }

  /** The same, within the deadline of a request; what is left then is dropped. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const deadline = new AbortController();
    await Promise.race([this.flush(), pause(this.#told.timeoutMs, deadline.signal)]);
    deadline.abort();
    this.#closing.abort();
    await this.#sending;
    this.#drop(this.#queue.length);
  }

  #drop(count: number): void {
    this.#queue.splice(0, count);
    this.#counts.dropped += count;
  }

  async #sendAll(): Promise<void> {
    while (this.#queue.length > 0 && !this.#closing.signal.aborted) {
      const batch = { key: uniqueKey(), items: this.#queue.splice(0, this.#told.batchSize) };
      this.#underWay = batch.items.length;
      await this.#sendOne(batch);
      this.#underWay = 0;
    }
  }

  async #sendOne(batch: Batch): Promise<void> {
    const { retryMs, maxRetryMs, maxAttempts, random } = this.#told;
    const { signal } = this.#closing;
    const backOff = new BackOff(retryMs, maxRetryMs, random);
    while (!signal.aborted) {
      const result = await this.#try(batch);
      if (result.isDone) return;
      const waitMs = backOff.next(result.askedMs);
      if (backOff.failures >= maxAttempts) break;
      await pause(waitMs, signal);
    }
    this.#counts.dropped += batch.items.length;
  }

  /** Sent again under the same key, so that what arrived already is not counted twice. */
  async #try({ key, items }: Batch): Promise<Result> {
    const { url, ingestToken, timeoutMs, onError } = this.#told;
    const body = `{"items":[${items.join(',')}]}`;
    const headers = {
      ...authorization(ingestToken),
      'content-type': 'application/json',
      'idempotency-key': key,
    };
    const keepalive = this.#isClosed && body.length < KEEPALIVE_CHARACTERS;
    try {
      return await within(timeoutMs, this.#closing.signal, async (signal) => {
        const request = { method: 'POST', headers, body, signal, keepalive };
        const answer = await this.#told.fetch(url + OBSERVATIONS, request);
        return this.#judge(answer, items.length);
      });
    } catch (error) {
      if (!this.#closing.signal.aborted) onError(error);
      return { isDone: false, askedMs: null };
    }
  }

  async #judge(answer: Response, sent: number): Promise<Result> {
    if (answer.ok) {
      const rejected = await rejectedIn(answer);
      this.#counts.rejected += rejected;
      this.#counts.accepted += sent - rejected;
      return { isDone: true };
    }
    await answer.body?.cancel();
    this.#told.onError(new Error(`POST ${OBSERVATIONS} was answered ${answer.status}`));
    if (answer.status >= 500 || WORTH_REPEATING.has(answer.status)) {
      return { isDone: false, askedMs: retryAfterMs(answer) };
    }
    this.#counts.rejected += sent;
    return { isDone: true };
  }
}

/** It has been taken in whatever the answer looks like. */
async function rejectedIn(answer: Response): Promise<number> {
  const { rejected = [] } = (await answer.json().catch(() => ({}))) as { rejected?: unknown[] };
  return rejected.length;
}

/** Where there is no crypto, as on pages without TLS, chance will do: nobody gains by guessing it. */
function uniqueKey(): string {
  return (
    globalThis.crypto?.randomUUID?.() ?? `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`
  );
}
