import type { MonotonicMs } from '../clock/clock.ts';
import { effectOf, FAILURE_KINDS, type FailureKind } from '../observations/failure-kind.ts';
import { isCall, type Observation } from '../observations/observation.ts';
import { outputSpeed } from '../observations/output-speed.ts';
import { type CallMeasures, type Handle, WindowPool, type WindowQuery } from '../statistics/window-pool.ts';
import type { Distribution, Tally as PoolTally, WindowSummary } from '../statistics/window-summary.ts';
import type { WindowName } from '../statistics/windows.ts';
import type { Tally, WindowEvidence, WindowSet } from './assessor/evidence.ts';

export type { Distribution };

export interface CheckWindow {
  readonly count: number;
  readonly ok: number;
  /** Failures that count against health. */
  readonly failures: number;
  readonly byFailure: Partial<Record<FailureKind, number>>;
  readonly latencyMs: Distribution | null;
}

export interface CallWindow extends CheckWindow {
  readonly ttftMs: Distribution | null;
  readonly tokensPerSecond: Distribution | null;
}

const OK = 0;
const CODES = new Map(FAILURE_KINDS.map((kind, index) => [kind, index + 1]));
const P95 = 0.95;

/** What providers are compared by: checks with checks, streamed calls with streamed ones. */
export type RoutedMeasure = 'checks' | 'calls' | 'first_token';

/** A latency, milliseconds, and what it is one of: unlike things are never compared. */
export interface MeasuredP95 {
  readonly ms: number;
  readonly of: RoutedMeasure;
}

/** A pool whose outcome codes are `ok` and the kinds of the taxonomy. */
export function createWindowPool(): WindowPool {
  return new WindowPool([false, ...FAILURE_KINDS.map((kind) => effectOf(kind) === 'failure')]);
}

/** The two sets of rolling windows of one target, in the words of the domain. */
export class TargetWindows implements WindowEvidence {
  readonly #pool: WindowPool;
  readonly #checks: Handle;
  readonly #calls: Handle;
  readonly #query: WindowQuery = { handle: 0, window: '1m', nowMs: 0, sinceMs: -Infinity };
  readonly #tally: PoolTally = { total: 0, ok: 0, failures: 0 };
  readonly #measures: CallMeasures = { latencyMs: NaN, ttftMs: NaN, tokensPerSecond: NaN };

  constructor(pool: WindowPool) {
    this.#pool = pool;
    this.#checks = pool.open(1);
    this.#calls = pool.open(3);
  }

  /** What we ourselves are to blame for is no evidence, a server's word that it is starting no outcome. */
  record(observation: Observation): void {
    if (observation.blame === 'local' || observation.isStarting === true) return;
    const { atMonotonicMs, failure } = observation;
    const outcome = failure === null ? OK : CODES.get(failure)!;
    if (isCall(observation.depth)) {
      this.#pool.recordCall(this.#calls, atMonotonicMs, outcome, this.#measure(observation));
    } else {
      this.#pool.record(this.#checks, atMonotonicMs, outcome, observation.latencyMs ?? NaN);
    }
  }

  tally(set: WindowSet, window: WindowName, nowMs: MonotonicMs, sinceMs: MonotonicMs): Readonly<Tally> {
    this.#pool.tally(this.#ask(set, window, nowMs, sinceMs), this.#tally);
    return this.#tally;
  }

  p95Ms(set: WindowSet, nowMs: MonotonicMs, sinceMs: MonotonicMs, minVolume: number): number | null {
    const query = this.#ask(set, '5m', nowMs, sinceMs);
    this.#pool.tally(query, this.#tally);
    const { ok } = this.#tally;
    if (ok < minVolume) return null;
    // Of few samples the p95 is the slowest one: a single slow answer says nothing yet.
    const quantile = Math.min(P95, (ok - 1) / ok);
    const firstToken = set === 'calls' ? this.#pool.quantile(query, quantile, 'ttft') : null;
    return firstToken ?? this.#pool.quantile(query, quantile);
  }

  /**
   * p95 of the last five minutes by which a target is compared with others: of the first token of streamed calls, else of
   * calls, else of checks. Null while neither calls nor checks have so many successes.
   */
  comparableP95(nowMs: MonotonicMs, minVolume: number): MeasuredP95 | null {
    return this.#p95Of('calls', nowMs, minVolume) ?? this.#p95Of('checks', nowMs, minVolume);
  }

  cut(atMs: MonotonicMs): void {
    this.#pool.cut(this.#checks, atMs);
    this.#pool.cut(this.#calls, atMs);
  }

  checks(window: WindowName, nowMs: MonotonicMs): CheckWindow {
    return inWords(this.#pool.summary(this.#checks, window, nowMs));
  }

  calls(window: WindowName, nowMs: MonotonicMs): CallWindow {
    return inWords(this.#pool.summary(this.#calls, window, nowMs));
  }

  /** When some window next changes merely because time passes; Infinity when all are empty. */
  nextChangeAt(nowMs: MonotonicMs): MonotonicMs {
    return Math.min(
      this.#pool.nextChangeAt(this.#checks, nowMs),
      this.#pool.nextChangeAt(this.#calls, nowMs),
    );
  }

  release(): void {
    this.#pool.release(this.#checks);
    this.#pool.release(this.#calls);
  }

  #p95Of(set: WindowSet, nowMs: MonotonicMs, minVolume: number): MeasuredP95 | null {
    const query = this.#ask(set, '5m', nowMs, -Infinity);
    this.#pool.tally(query, this.#tally);
    if (this.#tally.ok < minVolume) return null;
    const firstTokenMs = set === 'calls' ? this.#pool.quantile(query, P95, 'ttft') : null;
    if (firstTokenMs !== null) return { ms: firstTokenMs, of: 'first_token' };
    const ms = this.#pool.quantile(query, P95);
    return ms === null ? null : { ms, of: set };
  }

  #ask(set: WindowSet, window: WindowName, nowMs: MonotonicMs, sinceMs: MonotonicMs): WindowQuery {
    this.#query.handle = set === 'checks' ? this.#checks : this.#calls;
    this.#query.window = window;
    this.#query.nowMs = nowMs;
    this.#query.sinceMs = sinceMs;
    return this.#query;
  }

  #measure(observation: Observation): CallMeasures {
    this.#measures.latencyMs = observation.latencyMs ?? NaN;
    this.#measures.ttftMs = observation.ttftMs ?? NaN;
    this.#measures.tokensPerSecond = outputSpeed(observation) ?? NaN;
    return this.#measures;
  }
}

function inWords(summary: WindowSummary): CallWindow {
  const byFailure: Partial<Record<FailureKind, number>> = {};
  FAILURE_KINDS.forEach((kind, index) => {
    const count = summary.byOutcome[index + 1] ?? 0;
    if (count > 0) byFailure[kind] = count;
  });
  const { count, ok, failures, latencyMs, ttftMs, tokensPerSecond } = summary;
  return { count, ok, failures, byFailure, latencyMs, ttftMs, tokensPerSecond };
}
