import type { EpochMs } from '../../clock/clock.ts';
import { isCall, type Observation } from '../../observations/observation.ts';
import type { TrendVerdict } from '../../statistics/trend/trend-verdict.ts';
import { ROLLUP_SETS, type RollupSet } from '../rollup.ts';
import { type MetricReport, metricReports, verdictOf } from './metric-trends.ts';
import type { TrendPast } from './trend-past.ts';
import { spanOf, TrendSeries } from './trend-series.ts';

/** The trend of one target, as it was last judged. */
export class TargetTrend {
  verdict: TrendVerdict | null = null;
  /** When the verdict became what it is; null before the first. */
  since: EpochMs | null = null;
  reports: readonly MetricReport[] = [];
  readonly #series = new Map<RollupSet, TrendSeries>();
  #baselines: TrendPast['baselines'] = {};
  /** Of which hour the baselines are; -1 before they were read. */
  #baselineHour = -1;
  #judgedSpan = -1;

  observe(observation: Observation, now: EpochMs): void {
    // As in the windows: no evidence about the provider.
    if (observation.blame === 'local' || observation.isStarting === true) return;
    this.#seriesOf(isCall(observation.depth) ? 'calls' : 'checks').add(observation, now);
  }

  wantsPast(hour: number): boolean {
    return this.#baselineHour !== hour;
  }

  takePast({ recent, baselines }: TrendPast, hour: number, now: EpochMs): void {
    for (const { set, from, tally } of recent) this.#seriesOf(set).fill(from, tally, now);
    this.#baselines = baselines;
    this.#baselineHour = hour;
    this.#judgedSpan = -1;
  }

  /** Judges anew where something new is known. @returns whether the verdict is another one */
  judge(now: EpochMs): boolean {
    const span = spanOf(now);
    if (span === this.#judgedSpan) return false;
    this.#judgedSpan = span;
    const seen = ROLLUP_SETS.filter((set) => this.#series.has(set));
    this.reports = seen.flatMap((set) =>
      metricReports(set, this.#series.get(set)!, this.#baselines[set] ?? null, now),
    );
    const verdict = verdictOf(this.reports);
    if (verdict === this.verdict) return false;
    this.verdict = verdict;
    this.since = now;
    return true;
  }

  #seriesOf(set: RollupSet): TrendSeries {
    let series = this.#series.get(set);
    if (series === undefined) {
      series = new TrendSeries();
      this.#series.set(set, series);
    }
    return series;
  }
}
