import type { CircuitState } from '../../health/circuit-state.ts';
import type { Status } from '../../health/status.ts';
import type { Blame, FailureKind } from '../../observations/failure-kind.ts';
import type { Depth, Source } from '../../observations/observation.ts';
import type { Resolution } from '../resolution.ts';

/** Words as they are stored. A number that was ever used keeps its meaning for ever. */
export class Codes<T extends string> {
  readonly #codes: Readonly<Record<T, number>>;
  readonly #words: ReadonlyMap<number, T>;

  constructor(codes: Readonly<Record<T, number>>) {
    this.#codes = codes;
    this.#words = new Map((Object.entries(codes) as [T, number][]).map(([word, code]) => [code, word]));
  }

  codeOf(word: T): number {
    return this.#codes[word];
  }

  /** 0 stands for none. */
  codeOrNone(word: T | null): number {
    return word === null ? 0 : this.#codes[word];
  }

  /** @throws RangeError for a number that no version of ours that is older has written */
  wordOf(code: number): T {
    const word = this.#words.get(code);
    if (word === undefined)
      throw new RangeError(`must be one of ${[...this.#words.keys()].join(', ')}, got ${code}`);
    return word;
  }

  wordOrNone(code: number): T | null {
    return code === 0 ? null : this.wordOf(code);
  }
}

export const SOURCES = new Codes<Source>({ probe: 1, traffic: 2, guard: 3, trace: 4 });

export const DEPTHS = new Codes<Depth>({ reach: 1, auth: 2, generate: 3, traffic: 4, guard: 5, trace: 6 });

export const FAILURES = new Codes<FailureKind>({
  timeout: 1,
  network: 2,
  overloaded: 3,
  server_error: 4,
  invalid_response: 5,
  rate_limited: 6,
  quota_exhausted: 7,
  auth: 8,
  permission: 9,
  model_unavailable: 10,
  bad_request: 11,
  content_filtered: 12,
  cancelled: 13,
});

export const BLAMES = new Codes<Blame>({ provider: 1, account: 2, caller: 3, local: 4 });

export const STATUSES = new Codes<Status>({ healthy: 1, degraded: 2, unhealthy: 3, unknown: 4 });

export const CIRCUIT_STATES = new Codes<CircuitState['state']>({ closed: 1, open: 2, half_open: 3 });

/** Minutes, which also orders them. */
export const RESOLUTION_MINUTES = new Codes<Resolution>({
  '1m': 1,
  '5m': 5,
  '15m': 15,
  '1h': 60,
  '1d': 1440,
});
