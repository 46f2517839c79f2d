import type { Status } from '../../src/health/status.ts';
import { exactPercentile } from '../statistics/samples.ts';
import type { Phase, Script, Truth } from './script.ts';
import { INTERVAL_MS, TIMEOUT_MS } from './simulate.ts';
import type { StatusSpan, Timeline } from './timeline.ts';

const HOUR_MS = 3_600_000;
const SECOND_MS = 1_000;
/** Not scored: at the start nothing has been observed yet, which is right and no matter of accuracy. */
const WARM_UP_MS = 120_000;
const STATUS_OF: Readonly<Record<Truth, Status>> = {
  healthy: 'healthy',
  degraded: 'degraded',
  down: 'unhealthy',
};

const TRUTHS: readonly Truth[] = ['healthy', 'degraded', 'down'];
const STATUSES: readonly Status[] = ['healthy', 'degraded', 'unhealthy', 'unknown'];

/** A stretch of time in which the truth stays what it is. */
interface Run {
  readonly truth: Truth;
  readonly fromMs: number;
  toMs: number;
  /** Until when nobody who asks at the interval need know: an interval, and the time that an answer takes. */
  readonly excusedUntilMs: number;
}

/** Milliseconds of truth, and how many of them were told rightly. */
class Agreement {
  #totalMs = 0;
  #agreedMs = 0;

  add(lengthMs: number, agrees: boolean): void {
    this.#totalMs += lengthMs;
    if (agrees) this.#agreedMs += lengthMs;
  }

  get percent(): number {
    return share(this.#agreedMs, this.#totalMs);
  }
}

/** Compares what a detector said with the truth, over many scripts. */
export class Scorecard {
  readonly visibleMs: number[] = [];
  readonly confirmedMs: number[] = [];
  readonly usableMs: number[] = [];
  readonly healthyMs: number[] = [];
  readonly #strict = new Agreement();
  readonly #strictWithoutLag = new Agreement();
  readonly #usable = new Agreement();
  readonly #usableWithoutLag = new Agreement();
  #healthyMs = 0;
  #notDownMs = 0;
  #wrongUnhealthyMs = 0;
  #wrongHours = 0;
  #healthyHours = 0;
  /** Milliseconds by `truth status`. */
  readonly #told = new Map<string, number>();
  #wrongVerdicts = 0;

  add(script: Script, timeline: Timeline): void {
    const runs = runsOf(script);
    const spans = timeline.spans(script.endMs);
    runs.forEach((run, i) => {
      if (run.truth === 'healthy') this.#timeRecovery(run, runs[i - 1], spans);
      else if (runs[i - 1]?.truth === 'healthy') this.#timeDetection(run, spans);
    });
    forEachOverlap(runs, spans, (run, span, fromMs, toMs) =>
      this.#compare(run, span, Math.max(fromMs, WARM_UP_MS), toMs),
    );
    this.#countWrongVerdicts(runs, spans);
  }

  figures(): Record<string, number> {
    return {
      ...percentiles('visible', this.visibleMs),
      ...percentiles('confirmed', this.confirmedMs),
      ...percentiles('usable_again', this.usableMs),
      ...percentiles('healthy_again', this.healthyMs),
      agreement_percent: this.#strict.percent,
      agreement_without_lag_percent: this.#strictWithoutLag.percent,
      usable_agreement_percent: this.#usable.percent,
      usable_agreement_without_lag_percent: this.#usableWithoutLag.percent,
      ...this.#toldFigures(),
      wrong_unhealthy_hours_percent: share(this.#wrongHours, this.#healthyHours, 0),
      wrong_unhealthy_verdicts: this.#wrongVerdicts,
      wrong_unhealthy_time_percent: share(this.#wrongUnhealthyMs, this.#notDownMs, 0),
      healthy_hours: this.#healthyMs / HOUR_MS,
      onsets: this.visibleMs.length,
    };
  }

  /** `told_degraded_when_healthy_percent` and so on: of the time of each truth, what was said of it wrongly. */
  #toldFigures(): Record<string, number> {
    const figures: Record<string, number> = {};
    for (const truth of TRUTHS) {
      const totalMs = STATUSES.reduce((sum, status) => sum + (this.#told.get(`${truth} ${status}`) ?? 0), 0);
      for (const status of STATUSES) {
        const toldMs = this.#told.get(`${truth} ${status}`) ?? 0;
        if (status !== STATUS_OF[truth] && toldMs > 0)
          figures[`told_${status}_when_${truth}_percent`] = share(toldMs, totalMs);
      }
    }
    return figures;
  }

  #timeDetection(run: Run, spans: readonly StatusSpan[]): void {
    this.visibleMs.push(delayUntil(spans, run, (status) => status === 'degraded' || status === 'unhealthy'));
    if (run.truth === 'down')
      this.confirmedMs.push(delayUntil(spans, run, (status) => status === 'unhealthy'));
  }

  #timeRecovery(run: Run, before: Run | undefined, spans: readonly StatusSpan[]): void {
    if (before === undefined) return;
    this.usableMs.push(delayUntil(spans, run, (status) => status !== 'unhealthy'));
    this.healthyMs.push(delayUntil(spans, run, (status) => status === 'healthy'));
  }

  #compare(run: Run, { status }: StatusSpan, fromMs: number, toMs: number): void {
    if (toMs <= fromMs) return;
    const lengthMs = toMs - fromMs;
    const told = `${run.truth} ${status}`;
    this.#told.set(told, (this.#told.get(told) ?? 0) + lengthMs);
    const agrees = status === STATUS_OF[run.truth];
    const agreesOnUse = (status === 'unhealthy') === (run.truth === 'down');
    this.#strict.add(lengthMs, agrees);
    this.#usable.add(lengthMs, agreesOnUse);
    const lateMs = Math.max(0, toMs - Math.max(fromMs, run.excusedUntilMs));
    this.#strictWithoutLag.add(lateMs, agrees);
    this.#usableWithoutLag.add(lateMs, agreesOnUse);
    if (run.truth === 'healthy') this.#healthyMs += lengthMs;
    if (run.truth === 'down') return;
    this.#notDownMs += lengthMs;
    if (!agreesOnUse) this.#wrongUnhealthyMs += lengthMs;
  }

  /** Verdicts that began while the truth was healthy, and the hours of the clock that they touched. */
  #countWrongVerdicts(runs: readonly Run[], spans: readonly StatusSpan[]): void {
    const hours = new Set<number>();
    this.#healthyHours += countHealthyHours(runs);
    for (const { fromMs, toMs, status } of spans) {
      const run = runAt(runs, fromMs);
      if (status !== 'unhealthy' || run.truth !== 'healthy') continue;
      this.#wrongVerdicts++;
      addHours(hours, fromMs, Math.min(toMs, run.toMs));
    }
    this.#wrongHours += hours.size;
  }
}

function runsOf({ phases }: Script): Run[] {
  const runs: Run[] = [];
  for (const phase of phases) {
    const last = runs.at(-1);
    if (last?.truth === phase.truth) last.toMs = phase.toMs;
    else {
      const { truth, fromMs, toMs } = phase;
      runs.push({ truth, fromMs, toMs, excusedUntilMs: fromMs + INTERVAL_MS + answerMs(phase) });
    }
  }
  return runs;
}

function answerMs({ behaviour }: Phase): number {
  return behaviour.failsBy === 'hanging' && behaviour.failureRate > 0.5 ? TIMEOUT_MS : behaviour.latencyMs[0];
}

function runAt(runs: readonly Run[], atMs: number): Run {
  return runs.find(({ toMs }) => atMs < toMs) ?? runs.at(-1)!;
}

/** Hours of the clock with any healthy time in them. */
function countHealthyHours(runs: readonly Run[]): number {
  const hours = new Set<number>();
  for (const { truth, fromMs, toMs } of runs) if (truth === 'healthy') addHours(hours, fromMs, toMs);
  return hours.size;
}

function addHours(hours: Set<number>, fromMs: number, toMs: number): void {
  for (let hour = Math.floor(fromMs / HOUR_MS); hour * HOUR_MS < toMs; hour++) hours.add(hour);
}

/** From the start of a run until the status is as asked; Infinity when it never was while the run lasted. */
function delayUntil(spans: readonly StatusSpan[], run: Run, isAsAsked: (status: Status) => boolean): number {
  const span = spans.find(
    ({ fromMs, toMs, status }) => toMs > run.fromMs && fromMs < run.toMs && isAsAsked(status),
  );
  return span === undefined ? Infinity : Math.max(0, span.fromMs - run.fromMs);
}

function forEachOverlap(
  runs: readonly Run[],
  spans: readonly StatusSpan[],
  visit: (run: Run, span: StatusSpan, fromMs: number, toMs: number) => void,
): void {
  let i = 0;
  let j = 0;
  while (i < runs.length && j < spans.length) {
    const run = runs[i]!;
    const span = spans[j]!;
    visit(run, span, Math.max(run.fromMs, span.fromMs), Math.min(run.toMs, span.toMs));
    if (run.toMs <= span.toMs) i++;
    else j++;
  }
}

function percentiles(name: string, samplesMs: readonly number[]): Record<string, number> {
  if (samplesMs.length === 0) return {};
  const sorted = Float64Array.from(samplesMs).toSorted();
  return {
    [`${name}_p50_seconds`]: exactPercentile(sorted, 50) / SECOND_MS,
    [`${name}_p99_seconds`]: exactPercentile(sorted, 99) / SECOND_MS,
  };
}

function share(part: number, whole: number, ofNothing = 100): number {
  return whole === 0 ? ofNothing : (100 * part) / whole;
}
