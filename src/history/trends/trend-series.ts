import type { EpochMs } from '../../clock/clock.ts';
import { effectOf } from '../../observations/failure-kind.ts';
import type { Observation } from '../../observations/observation.ts';
import { LatencySketch } from '../../statistics/latency-sketch.ts';
import type { TrendPoint } from '../../statistics/trend/trend-estimate.ts';
import { RESOLUTION_MS } from '../resolution.ts';
import type { Tally } from '../tally.ts';

const HOUR_MS = 3_600_000;
export const SPAN_MS = RESOLUTION_MS['5m'];
/** chosen: three hours; a drift of a day is seen against the baseline. */
export const SPANS = 36;
/** What is usual of a rate needs more observations than five minutes have: 30 checks at the default interval. */
export const SPANS_A_RATE = 3;

/** What five minutes came to. Latencies are NaN where nothing succeeded. */
export interface Span {
  /** Five minutes since the epoch. */
  readonly number: number;
  readonly ok: number;
  readonly failures: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

/** The last three hours of one set of one target in steps of five minutes, and the step that is still open. */
export class TrendSeries {
  readonly #spans: (Span | null)[] = Array.from({ length: SPANS }, () => null);
  readonly #latencies = new LatencySketch();
  #open = -1;
  #ok = 0;
  #failures = 0;

  /** What is older than the open step is left to the roll-ups. */
  add({ at, failure, latencyMs }: Observation, now: EpochMs): void {
    const number = spanOf(Math.min(at, now));
    if (number < this.#open) return;
    if (number > this.#open) this.#begin(number);
    if (failure === null) {
      this.#ok++;
      if (latencyMs !== null) this.#latencies.add(latencyMs);
    } else if (effectOf(failure) === 'failure') {
      this.#failures++;
    }
  }

  /** Takes over a step of the past from its roll-up, unless it is known or not over yet. */
  fill(from: EpochMs, tally: Tally, now: EpochMs): void {
    const number = spanOf(from);
    if (number >= spanOf(now) || number === this.#open || this.#span(number) !== null) return;
    this.#keep(spanFrom(from, tally));
  }

  /** One point for each step that is over. */
  latencyPoints(of: 'p50Ms' | 'p95Ms', now: EpochMs): TrendPoint[] {
    return latencyPoints(this.#known(now), of);
  }

  /** One point for so many steps that are all over, in percent. */
  ratePoints(spansEach: number, now: EpochMs): TrendPoint[] {
    const before = Math.floor(spanOf(now) / spansEach);
    return ratePoints(this.#known(now), spansEach).filter(
      ({ atHours }) => atHours < hoursAt(before * spansEach),
    );
  }

  #known(now: EpochMs): Span[] {
    const current = spanOf(now);
    if (this.#open >= 0 && this.#open < current) this.#close();
    const isRecent = (span: Span | null): span is Span => span !== null && span.number >= current - SPANS;
    return this.#spans.filter(isRecent).toSorted((a, b) => a.number - b.number);
  }

  #begin(number: number): void {
    if (this.#open >= 0) this.#close();
    this.#open = number;
  }

  #close(): void {
    const [p50Ms, p95Ms] = [this.#latencies.quantile(0.5) ?? NaN, this.#latencies.quantile(0.95) ?? NaN];
    this.#keep({ number: this.#open, ok: this.#ok, failures: this.#failures, p50Ms, p95Ms });
    this.#latencies.clear();
    this.#ok = 0;
    this.#failures = 0;
    this.#open = -1;
  }

  #keep(span: Span): void {
    const known = this.#spans[span.number % SPANS] ?? null;
    if (known === null || known.number <= span.number) this.#spans[span.number % SPANS] = span;
  }

  #span(number: number): Span | null {
    const span = this.#spans[number % SPANS] ?? null;
    return span?.number === number ? span : null;
  }
}

/** From a roll-up of five minutes. */
export function spanFrom(from: EpochMs, { ok, failures, latencyMs }: Tally): Span {
  const p50Ms = latencyMs?.quantile(0.5) ?? NaN;
  return { number: spanOf(from), ok, failures, p50Ms, p95Ms: latencyMs?.quantile(0.95) ?? NaN };
}

export function spanOf(at: EpochMs): number {
  return Math.floor(at / SPAN_MS);
}

export function latencyPoints(spans: readonly Span[], of: 'p50Ms' | 'p95Ms'): TrendPoint[] {
  return spans
    .filter((span) => !Number.isNaN(span[of]))
    .map((span) => ({ atHours: hoursAt(span.number + 0.5), value: span[of] }));
}

/** Counts are added up before they are divided. */
export function ratePoints(spans: readonly Span[], spansEach: number): TrendPoint[] {
  const points: TrendPoint[] = [];
  for (const [group, ofGroup] of Map.groupBy(spans, ({ number }) => Math.floor(number / spansEach))) {
    const failures = ofGroup.reduce((sum, span) => sum + span.failures, 0);
    const count = ofGroup.reduce((sum, span) => sum + span.ok, failures);
    if (count > 0)
      points.push({ atHours: hoursAt((group + 0.5) * spansEach), value: (100 * failures) / count });
  }
  return points;
}

function hoursAt(number: number): number {
  return (number * SPAN_MS) / HOUR_MS;
}
