/** Of successful calls alone. Percentiles are exact while a window holds few samples, else within 1 %. */
export interface Distribution {
  readonly count: number;
  readonly mean: number;
  readonly min: number;
  readonly max: number;
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
}

/** What one window holds at one moment. A distribution without a sample is null. */
export interface WindowSummary {
  readonly count: number;
  readonly ok: number;
  /** Health failures; what the account or the caller is to blame for is in `byOutcome` alone. */
  readonly failures: number;
  /** Counts by outcome code; `byOutcome[0]` is `ok`. */
  readonly byOutcome: readonly number[];
  readonly latencyMs: Distribution | null;
  readonly ttftMs: Distribution | null;
  readonly tokensPerSecond: Distribution | null;
}

/** The counts that a status is made from; filled in place. */
export interface Tally {
  total: number;
  ok: number;
  /** Health failures. */
  failures: number;
}

export type Measure = 'latency' | 'ttft' | 'tokens_per_second';

const MEASURE_INDEX = { latency: 0, ttft: 1, tokens_per_second: 2 } as const satisfies Record<
  Measure,
  number
>;

export function measureIndexOf(measure: Measure): 0 | 1 | 2 {
  return MEASURE_INDEX[measure];
}
