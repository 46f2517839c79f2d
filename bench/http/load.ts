import { Pool } from 'undici';

/** What a load asks, over connections that stay open. */
export interface LoadTarget {
  readonly url: string;
  /** Asks whether the answer has changed since the last one. */
  readonly isConditional?: boolean;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
}

/** Keeps a server busy, or asks it at a fixed rate. `dispatch` is the cheapest way that undici has. */
export class Load {
  readonly #pool: Pool;
  readonly #path: string;
  readonly #target: LoadTarget;
  readonly #headers: Record<string, string> = {};

  constructor(target: LoadTarget, connections: number) {
    const { origin, pathname, search } = new URL(target.url);
    this.#pool = new Pool(origin, { connections });
    this.#path = pathname + search;
    this.#target = target;
    Object.assign(this.#headers, target.headers);
  }

  /** Each of `inFlight` askers sends its next request when it has its answer. */
  async closedLoop(seconds: number, inFlight: number): Promise<LoadResult> {
    const startedMs = performance.now();
    const endMs = startedMs + seconds * 1_000;
    let requests = 0;
    const ask = async (): Promise<void> => {
      while (performance.now() < endMs) {
        await this.#request();
        requests++;
      }
    };
    await Promise.all(Array.from({ length: inFlight }, ask));
    return { requests, seconds: (performance.now() - startedMs) / 1_000 };
  }

  /** Sends on schedule, whether answers come or not; gives the latencies, milliseconds, in ascending order. */
  async openLoop(seconds: number, perSecond: number): Promise<Float64Array> {
    const total = seconds * perSecond;
    const latencies = new Float64Array(total);
    const underWay: Promise<void>[] = [];
    const startedMs = performance.now();
    for (let sent = 0; sent < total;) {
      const due = Math.min(total, Math.floor(((performance.now() - startedMs) * perSecond) / 1_000));
      for (; sent < due; sent++) underWay.push(this.#timed(latencies, sent));
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await Promise.all(underWay);
    return latencies.toSorted();
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  async #timed(latencies: Float64Array, index: number): Promise<void> {
    const sentMs = performance.now();
    await this.#request();
    latencies[index] = performance.now() - sentMs;
  }

  #request(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#pool.dispatch(
        { path: this.#path, method: 'GET', headers: this.#headers },
        {
          onRequestStart: () => undefined,
          onResponseStart: (_controller, status, { etag }) => {
            if (status !== 200 && status !== 304) reject(new Error(`${this.#target.url} answered ${status}`));
            if (this.#target.isConditional === true) this.#headers['if-none-match'] = String(etag);
          },
          onResponseData: () => undefined,
          onResponseEnd: () => resolve(),
          onResponseError: (_controller, error) => reject(error),
        },
      );
    });
  }
}
