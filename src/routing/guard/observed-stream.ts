import type { CallOutcome } from './call-outcome.ts';
import type { StreamWatch } from './stream-watch.ts';

interface Source {
  next(...values: [] | [unknown]): Promise<IteratorResult<unknown>>;
  return?(value?: unknown): Promise<IteratorResult<unknown>>;
  throw?(error?: unknown): Promise<IteratorResult<unknown>>;
}

/** What is iterated with `for await`: an SDK's stream, or a generator. */
export interface StreamLike {
  [Symbol.asyncIterator](): AsyncIterator<unknown>;
}

export function isStream(value: unknown): value is StreamLike {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

/** How far a stream came before its caller saw any of it. */
export interface Beginning {
  /** Why it will not do; null where a token came, or its end. */
  readonly outcome: CallOutcome | null;
  /** What it threw, for the caller to see; undefined where it threw nothing. */
  readonly error: unknown;
}

const BEGUN: Beginning = { outcome: null, error: undefined };

/**
 * A stream under watch. What was read of it to see whether it begins well is kept and given to the caller, who notices
 * nothing: it is the very object that the SDK made, with another way to its items.
 */
export class ObservedStream {
  /** What the caller is to read. */
  readonly given: StreamLike;
  readonly #stream: StreamLike;
  readonly #watch: StreamWatch;
  readonly #read: (item: unknown) => unknown;
  readonly #source: Source;
  readonly #kept: IteratorResult<unknown>[] = [];
  #isTaken = false;
  #failure: { readonly error: unknown } | null = null;

  /** `read` makes of an item what the watch understands. [the item itself] */
  constructor(stream: StreamLike, watch: StreamWatch, read: (item: unknown) => unknown = (item) => item) {
    this.#stream = stream;
    this.#watch = watch;
    this.#read = read;
    this.#source = isIterator(stream) ? bound(stream) : (stream[Symbol.asyncIterator]() as Source);
    this.given = this.#take();
  }

  /** Reads up to the first token; an item that carries an error, or nothing at all, is no beginning. */
  async begin(): Promise<Beginning> {
    while (!this.#watch.hasToken) {
      try {
        const result = await this.#source.next();
        this.#kept.push(result);
        if (result.done === true) return this.#judge(this.#watch.ended());
        this.#watch.heard(this.#read(result.value));
      } catch (error) {
        this.#failure = { error };
        return { outcome: this.#watch.broke(error), error };
      }
      if (this.#watch.hasFailed) return this.#judge(this.#watch.ended());
    }
    return BEGUN;
  }

  /** Nobody will read on: lets go of the connection. What that throws is of no interest to anybody. */
  async discard(): Promise<void> {
    await this.#source.return?.().catch(() => undefined);
  }

  #judge(outcome: CallOutcome): Beginning {
    return outcome.failure === null ? BEGUN : { outcome, error: undefined };
  }

  /** From here on its items come by way of us; an object that may not be changed has another take its place. */
  #take(): StreamLike {
    const observed = this.#iterator();
    if (!Object.isExtensible(this.#stream)) return observed;
    if (isIterator(this.#stream)) return Object.defineProperties(this.#stream, replacing(observed));
    const value = this.#first(observed, this.#stream[Symbol.asyncIterator].bind(this.#stream));
    return Object.defineProperty(this.#stream, Symbol.asyncIterator, { value, configurable: true });
  }

  /** Who iterates again gets what the stream itself makes of that. */
  #first(
    observed: AsyncIterator<unknown>,
    again: () => AsyncIterator<unknown>,
  ): () => AsyncIterator<unknown> {
    return () => {
      if (this.#isTaken) return again();
      this.#isTaken = true;
      return observed;
    };
  }

  #iterator(): AsyncIterableIterator<unknown> & Required<Source> {
    const iterator = {
      next: (...values: [] | [unknown]) => this.#next(values),
      return: (value?: unknown) => this.#return(value),
      throw: async (error?: unknown) => {
        this.#watch.abandoned();
        if (this.#source.throw === undefined) throw error;
        return this.#source.throw(error);
      },
      [Symbol.asyncIterator]: () => iterator,
    };
    return iterator;
  }

  async #next(values: [] | [unknown]): Promise<IteratorResult<unknown>> {
    const kept = this.#kept.shift();
    if (kept !== undefined) return kept;
    if (this.#failure !== null) throw this.#failure.error;
    try {
      const result = await this.#source.next(...values);
      if (result.done === true) this.#watch.ended();
      else this.#watch.heard(this.#read(result.value));
      return result;
    } catch (error) {
      this.#watch.broke(error);
      throw error;
    }
  }

  async #return(value: unknown): Promise<IteratorResult<unknown>> {
    this.#watch.abandoned();
    return (await this.#source.return?.(value)) ?? { done: true, value };
  }
}

function isIterator(stream: object): stream is StreamLike & Source {
  return 'next' in stream && typeof stream.next === 'function';
}

function replacing(observed: AsyncIterableIterator<unknown> & Required<Source>): PropertyDescriptorMap {
  const own = (value: unknown): PropertyDescriptor => ({ value, configurable: true, writable: true });
  return {
    next: own((...values: [] | [unknown]) => observed.next(...values)),
    return: own((value: unknown) => observed.return(value)),
    throw: own((error: unknown) => observed.throw(error)),
  };
}

/** Its own methods, as they were before anybody took their place. */
function bound(source: Source): Source {
  return {
    next: source.next.bind(source),
    ...(source.return === undefined ? {} : { return: source.return.bind(source) }),
    ...(source.throw === undefined ? {} : { throw: source.throw.bind(source) }),
  };
}

/** A run of an SDK that tells what happens by events, to as many as listen: `messages.stream()` and its like. */
interface Runner {
  on(event: string, listener: (value: unknown) => void): unknown;
  done(): Promise<void>;
}

export function isRunner(value: unknown): value is Runner {
  if (!isStream(value) || !('on' in value) || !('done' in value)) return false;
  return typeof value.on === 'function' && typeof value.done === 'function';
}

/** Listens beside the caller, and holds up nothing. */
export function observeRunner(runner: Runner, watch: StreamWatch): void {
  for (const event of ['streamEvent', 'chunk', 'event']) runner.on(event, (item) => watch.heard(item));
  runner.on('abort', () => watch.abandoned());
  runner.on('error', (error) => watch.broke(error));
  runner.on('end', () => watch.ended());
}
