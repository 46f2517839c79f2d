import type { Clock } from '../../clock/clock.ts';
import type { HealthRegistry } from '../../health/health-registry.ts';
import type { TargetHealth } from '../../health/target-health.ts';
import type { HistoryStore } from '../history-store.ts';
import type { HistoryLog } from '../history-writer.ts';
import { RESOLUTION_MS } from '../resolution.ts';
import { TargetTrend } from './target-trend.ts';
import { readPast } from './trend-past.ts';

export interface TrendWatchParts {
  readonly registry: HealthRegistry;
  readonly store: HistoryStore;
  readonly clock: Clock;
  readonly log: HistoryLog;
}

export const TREND_TURN_MS = 250;
/** So many turns to go round: each target is looked at once a minute, and a thousand never hold up the loop. */
const TURNS_A_ROUND = 60_000 / TREND_TURN_MS;
/** chosen: eight small questions each; a thousand targets are through in a minute. */
const PASTS_A_TURN = 5;
/** After the store failed it is left alone for so long. */
const RETRY_MS = 60_000;

/**
 * Follows every target's latency and error rate and says which way they go. Lives on what it hears; the store adds
 * what was before, and may be away.
 */
export class TrendWatch {
  readonly #parts: TrendWatchParts;
  readonly #trends = new WeakMap<TargetHealth, TargetTrend>();
  #round: TargetHealth[] = [];
  #perTurn = 0;
  #isReading = false;
  #isFailing = false;
  #readAgainAtMs = -Infinity;

  constructor(parts: TrendWatchParts) {
    this.#parts = parts;
  }

  listen(): void {
    const { registry, clock } = this.#parts;
    registry.events.on('observations.recorded', ({ state, observations }) => {
      const trend = this.of(state);
      const now = clock.now();
      for (const observation of observations) trend.observe(observation, now);
    });
  }

  of(state: TargetHealth): TargetTrend {
    let trend = this.#trends.get(state);
    if (trend === undefined) {
      trend = new TargetTrend();
      this.#trends.set(state, trend);
    }
    return trend;
  }

  /** To be called at every `TREND_TURN_MS`: judges a small share of the targets. */
  turn(): void {
    const { registry, clock } = this.#parts;
    if (this.#round.length === 0) {
      this.#round = [...registry.all()];
      this.#perTurn = Math.ceil(this.#round.length / TURNS_A_ROUND);
    }
    const now = clock.now();
    for (const state of this.#round.splice(0, this.#perTurn)) {
      const trend = this.of(state);
      // It may have been removed since the round began.
      if (registry.get(state.target.id) !== state || !trend.judge(now)) continue;
      state.trend = trend.verdict;
      registry.touch(state);
    }
  }

  /** To be called beside `turn`: asks the store where an hour has begun. Never rejects. */
  async readPasts(): Promise<void> {
    const { registry, clock, log } = this.#parts;
    if (this.#isReading || clock.monotonicMs() < this.#readAgainAtMs) return;
    this.#isReading = true;
    const hour = Math.floor(clock.now() / RESOLUTION_MS['1h']);
    const wanting = [...registry.all()].filter((state) => this.of(state).wantsPast(hour));
    try {
      for (const state of wanting.slice(0, PASTS_A_TURN)) await this.#readPast(state, hour);
      this.#isFailing = false;
    } catch (error) {
      if (!this.#isFailing) log.warn({ err: error }, 'history cannot be read for trends, trying again');
      this.#isFailing = true;
      this.#readAgainAtMs = clock.monotonicMs() + RETRY_MS;
    } finally {
      this.#isReading = false;
    }
  }

  async #readPast(state: TargetHealth, hour: number): Promise<void> {
    const { store, clock } = this.#parts;
    const past = await readPast(store, state.target.id, clock.now());
    this.of(state).takePast(past, hour, clock.now());
  }
}
