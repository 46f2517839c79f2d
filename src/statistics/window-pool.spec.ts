import fc from 'fast-check';
import { ExactWindows, type RecordedCall } from '../../bench/statistics/exact-windows.ts';
import { exactPercentile } from '../../bench/statistics/samples.ts';
import { WindowPool } from './window-pool.ts';
import { type Distribution, type WindowSummary } from './window-summary.ts';
import { WINDOW_NAMES, type WindowName } from './windows.ts';

const OK = 0;
const TIMEOUT = 1;
const RATE_LIMITED = 2;
const CANCELLED = 3;
const COUNTS_AS_FAILURE = [false, true, false, false];
const START_MS = 1_000_000;
const HOUR_MS = 3_600_000;
const ALWAYS = -Infinity;

const nanos = (value: number) => Math.round(value * 1e6) / 1e6;

function expectDistribution(found: Distribution | null, samples: readonly number[], isSmall: boolean): void {
  const sorted = Float64Array.from(samples.filter((sample) => !Number.isNaN(sample)).map(nanos)).toSorted();
  if (sorted.length === 0) {
    expect(found).toBeNull();
    return;
  }
  const { count, min, max, mean, ...percentiles } = found as Distribution;
  expect([count, min, max]).toEqual([sorted.length, sorted[0], sorted.at(-1)]);
  expect(mean).toBeCloseTo(sorted.reduce((sum, value) => sum + value, 0) / sorted.length, 6);
  for (const [name, value] of Object.entries(percentiles)) {
    const exact = exactPercentile(sorted, Number(name.slice(1)));
    if (isSmall) expect([name, value]).toEqual([name, exact]);
    else expect(Math.abs(value - exact)).toBeLessThanOrEqual(exact * 0.01 + 1e-9);
  }
}

function expectSummary(summary: WindowSummary, calls: readonly RecordedCall[]): void {
  const byOutcome = [0, 0, 0, 0];
  for (const { outcome } of calls) (byOutcome[outcome] as number)++;
  const successes = calls.filter(({ outcome }) => outcome === OK);
  expect(summary).toMatchObject({
    count: calls.length,
    ok: successes.length,
    failures: byOutcome[TIMEOUT],
    byOutcome,
  });
  const isSmall = calls.length <= 32;
  expectDistribution(
    summary.latencyMs,
    successes.map((call) => call.latencyMs),
    isSmall,
  );
  expectDistribution(
    summary.ttftMs,
    successes.map((call) => call.ttftMs),
    isSmall,
  );
  expectDistribution(
    summary.tokensPerSecond,
    successes.map((call) => call.tokensPerSecond),
    isSmall,
  );
}

/** One series and its exact counterpart, driven and compared in step. */
class Comparison {
  readonly pool = new WindowPool(COUNTS_AS_FAILURE);
  readonly handle = this.pool.open(3);
  readonly exact = new ExactWindows();
  nowMs = START_MS;
  cutMs = ALWAYS;

  record(atMs: number, outcome: number, latencyMs: number): void {
    const call = {
      atMs,
      outcome,
      latencyMs,
      ttftMs: latencyMs / 3,
      tokensPerSecond: outcome === OK ? 40 : NaN,
    };
    expect(this.pool.recordCall(this.handle, atMs, outcome, call)).toBe(this.exact.record(call));
  }

  burst(count: number, spacingMs: number, latencyMs: number): void {
    for (let i = 0; i < count; i++) {
      this.nowMs += spacingMs;
      this.record(this.nowMs, i % 7 === 3 ? TIMEOUT : OK, latencyMs * (1 + (i % 13)));
    }
  }

  /** At a moment of its own: of many observations at the very moment, some could be folded already. */
  cut(): void {
    this.nowMs += 0.001;
    this.pool.cut(this.handle, this.nowMs);
    this.cutMs = this.nowMs;
  }

  check(window: WindowName): void {
    const calls = this.exact.callsIn(window, this.nowMs);
    expectSummary(this.pool.summary(this.handle, window, this.nowMs), calls);
    const query = { handle: this.handle, window, nowMs: this.nowMs, sinceMs: this.cutMs };
    const tally = { total: -1, ok: -1, failures: -1 };
    this.pool.tally(query, tally);
    const since = this.exact.callsIn(window, this.nowMs, this.cutMs);
    const successes = since.filter(({ outcome }) => outcome === OK);
    const failures = since.filter(({ outcome }) => outcome === TIMEOUT).length;
    expect(tally).toEqual({ total: since.length, ok: successes.length, failures });
    this.#checkQuantile(this.pool.quantile(query, 0.95), successes);
  }

  /** Nothing changes before the announced moment, and something does then. */
  checkNextChange(): void {
    const next = this.pool.nextChangeAt(this.handle, this.nowMs);
    const countsAt = (atMs: number) => WINDOW_NAMES.map((window) => this.exact.callsIn(window, atMs).length);
    const countsNow = countsAt(this.nowMs);
    if (next === Infinity) {
      expect(countsNow).toEqual([0, 0, 0]);
    } else {
      expect(countsAt(next - 0.01)).toEqual(countsNow);
      expect(countsAt(next)).not.toEqual(countsNow);
    }
  }

  #checkQuantile(found: number | null, successes: readonly RecordedCall[]): void {
    const sorted = successes.map(({ latencyMs }) => nanos(latencyMs)).filter((value) => value >= 0);
    sorted.sort((a, b) => a - b);
    const exact = exactPercentile(sorted, 95);
    if (sorted.length === 0) expect(found).toBeNull();
    else expect(Math.abs((found as number) - exact)).toBeLessThanOrEqual(exact * 0.01 + 1e-9);
  }
}

type Step = (comparison: Comparison) => void;

const gapMs = fc.oneof(
  { weight: 5, arbitrary: fc.double({ min: 0, max: 4_000, noNaN: true }) },
  { weight: 3, arbitrary: fc.double({ min: 0, max: 120_000, noNaN: true }) },
  { weight: 1, arbitrary: fc.double({ min: 0, max: 3 * HOUR_MS, noNaN: true }) },
);
const outcome = fc.constantFrom(OK, OK, OK, TIMEOUT, RATE_LIMITED, CANCELLED);
const latencyMs = fc.oneof(fc.double({ min: 0.02, max: 90_000, noNaN: true }), fc.constantFrom(0, NaN, 0.01));

const recordNow = fc.tuple(gapMs, outcome, latencyMs).map(([gap, code, latency]): Step => (comparison) => {
  comparison.nowMs += gap;
  comparison.record(comparison.nowMs, code, latency);
});
const recordLate = fc.tuple(fc.double({ min: 0, max: 1_000_000, noNaN: true }), outcome, latencyMs).map(
  ([late, code, latency]): Step =>
    (comparison) =>
      comparison.record(comparison.nowMs - late, code, latency),
);
const lateBatch = fc
  .tuple(fc.integer({ min: 1, max: 90 }), fc.double({ min: 100, max: 12_000, noNaN: true }))
  .map(([count, spacing]): Step => (comparison) => {
    for (let i = count; i > 0; i--) comparison.record(comparison.nowMs - i * spacing, OK, 10 * i);
  });
const burst = fc
  .tuple(
    fc.integer({ min: 30, max: 400 }),
    fc.double({ min: 0, max: 900, noNaN: true }),
    fc.integer({ min: 1, max: 900 }),
  )
  .map(
    ([count, spacing, latency]): Step =>
      (comparison) =>
        comparison.burst(count, spacing, latency),
  );
const silence = gapMs.map(
  (gap): Step =>
    (comparison) =>
      void (comparison.nowMs += gap),
);
const cut = fc.constant<Step>((comparison) => comparison.cut());
const read = fc.constantFrom(...WINDOW_NAMES).map(
  (window): Step =>
    (comparison) =>
      comparison.check(window),
);
const nextChange = fc.constant<Step>((comparison) => comparison.checkNextChange());
const step = fc.oneof(
  { weight: 6, arbitrary: recordNow },
  { weight: 3, arbitrary: recordLate },
  { weight: 1, arbitrary: lateBatch },
  { weight: 3, arbitrary: burst },
  { weight: 2, arbitrary: silence },
  { weight: 1, arbitrary: cut },
  { weight: 4, arbitrary: read },
  { weight: 2, arbitrary: nextChange },
);

describe('WindowPool', () => {
  it('says of every window what a plain list of all observations says', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const comparison = new Comparison();
        for (const take of steps) take(comparison);
        for (const window of WINDOW_NAMES) comparison.check(window);
        comparison.checkNextChange();
        expect(comparison.pool.bytesOf(comparison.handle)).toBeLessThan(64 * 1_024);
      }),
      { numRuns: 300 },
    );
  });

  const pool = new WindowPool(COUNTS_AS_FAILURE);
  const summarise = (handle: number, nowMs: number) => pool.summary(handle, '1m', nowMs);

  it('holds nothing at first', () => {
    const handle = pool.open(1);
    expect(summarise(handle, 5)).toEqual({
      count: 0,
      ok: 0,
      failures: 0,
      byOutcome: [0, 0, 0, 0],
      latencyMs: null,
      ttftMs: null,
      tokensPerSecond: null,
    });
    expect(pool.nextChangeAt(handle, 5)).toBe(Infinity);
    expect(pool.quantile({ handle, window: '5m', nowMs: 5, sinceMs: ALWAYS }, 0.95)).toBeNull();
  });

  it('takes latency from successes alone', () => {
    const handle = pool.open(1);
    pool.record(handle, START_MS, OK, 182.4);
    pool.record(handle, START_MS, TIMEOUT, 30_000);
    pool.record(handle, START_MS, OK, NaN);
    const { count, latencyMs: latency } = summarise(handle, START_MS);
    expect(count).toBe(3);
    expect(latency).toMatchObject({ count: 1, mean: 182.4, min: 182.4, p50: 182.4, p99: 182.4, max: 182.4 });
  });

  it('is empty after hours of silence, however busy it was', () => {
    const handle = pool.open(3);
    for (let i = 0; i < 20_000; i++) pool.record(handle, START_MS + i * 10, OK, 100 + (i % 50));
    const busyBytes = pool.bytesOf(handle);
    for (const window of WINDOW_NAMES) {
      expect(pool.summary(handle, window, START_MS + 9 * HOUR_MS)).toMatchObject({
        count: 0,
        latencyMs: null,
      });
    }
    expect(pool.nextChangeAt(handle, START_MS + 9 * HOUR_MS)).toBe(Infinity);
    expect(pool.bytesOf(handle)).toBeLessThan(busyBytes / 2);
  });

  it('counts one failure after an idle hour as one', () => {
    const handle = pool.open(1);
    for (let i = 0; i < 500; i++) pool.record(handle, START_MS + i, TIMEOUT, NaN);
    pool.record(handle, START_MS + HOUR_MS, TIMEOUT, NaN);
    expect(summarise(handle, START_MS + HOUR_MS)).toMatchObject({ count: 1, failures: 1 });
  });

  it('lets an observation go at the announced step', () => {
    const handle = pool.open(1);
    pool.record(handle, 1_002_000, OK, 1);
    expect(pool.nextChangeAt(handle, 1_002_000)).toBe(1_060_000);
    expect(summarise(handle, 1_059_999).count).toBe(1);
    expect(summarise(handle, 1_060_000).count).toBe(0);
  });

  it('drops what is older than all windows and says so', () => {
    const handle = pool.open(1);
    expect(pool.record(handle, 2_000_000, OK, 1)).toBe(true);
    expect(pool.record(handle, 1_105_000, OK, 1)).toBe(true);
    expect(pool.record(handle, 1_104_999, OK, 1)).toBe(false);
    expect(pool.record(handle, NaN, OK, 1)).toBe(false);
    expect(pool.summary(handle, '15m', 2_000_000).count).toBe(2);
  });

  it('leaves out exactly what came before the cut, in a busy slot too', () => {
    const handle = pool.open(1);
    for (let i = 0; i < 1_000; i++) pool.record(handle, START_MS + i, TIMEOUT, NaN);
    pool.cut(handle, START_MS + 1_000);
    for (let i = 1_000; i < 3_000; i++) pool.record(handle, START_MS + i, OK, 5);
    pool.record(handle, START_MS + 999.5, TIMEOUT, NaN);
    const tally = { total: 0, ok: 0, failures: 0 };
    const query = { handle, window: '1m' as const, nowMs: START_MS + 3_000, sinceMs: START_MS + 1_000 };
    pool.tally(query, tally);
    expect(tally).toEqual({ total: 2_000, ok: 2_000, failures: 0 });
    pool.tally({ ...query, sinceMs: ALWAYS }, tally);
    expect(tally).toEqual({ total: 3_001, ok: 2_000, failures: 1_001 });
  });

  it('answers for another moment than the cut by whole slots', () => {
    const handle = pool.open(1);
    for (let i = 0; i < 1_000; i++) pool.record(handle, START_MS + i * 20, OK, i < 500 ? 10 : 20);
    const query = { handle, window: '5m' as const, nowMs: START_MS + 20_000, sinceMs: START_MS + 10_000 };
    const tally = { total: 0, ok: 0, failures: 0 };
    pool.tally(query, tally);
    expect(tally.total).toBe(500);
    expect(Math.abs((pool.quantile(query, 0.01) as number) - 20)).toBeLessThanOrEqual(0.2);
  });

  it('gives a released series to another without its past', () => {
    const own = new WindowPool(COUNTS_AS_FAILURE);
    const handles = Array.from({ length: 100 }, (_, i) => own.open(i % 2 === 0 ? 1 : 3));
    const busy = handles[41] as number;
    for (let i = 0; i < 5_000; i++) own.record(busy, START_MS + i, OK, 7);
    own.cut(busy, START_MS);
    own.release(busy);
    const reused = own.open(3);
    expect(reused).toBe(busy);
    expect(own.summary(reused, '15m', START_MS + 5_000).count).toBe(0);
    own.record(reused, 10, OK, 3);
    expect(own.summary(reused, '1m', 10).latencyMs).toMatchObject({ count: 1, max: 3 });
    expect(new Set(handles).size).toBe(100);
    expect(own.summary(handles[40] as number, '15m', START_MS).count).toBe(0);
  });

  it('merges sketches of several series into percentiles of all', () => {
    const slow = pool.open(1);
    const fast = pool.open(3);
    for (let i = 0; i < 300; i++) pool.record(slow, START_MS + i, OK, 1_000 + i);
    for (let i = 0; i < 20; i++) pool.record(fast, START_MS + i, OK, 10 + i);
    const all = pool.sketch(slow, '1m', START_MS + 300, 'latency');
    all.merge(pool.sketch(fast, '1m', START_MS + 300, 'latency'));
    expect([all.count, all.min, all.max]).toEqual([320, 10, 1_299]);
    expect(Math.abs((all.quantile(0.5) as number) - 1_139)).toBeLessThanOrEqual(11.39);
    expect(pool.sketch(slow, '1m', START_MS + 300, 'ttft').count).toBe(0);
  });
});
