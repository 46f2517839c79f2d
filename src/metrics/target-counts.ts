import type { Status } from '../health/status.ts';
import { isCall, type Observation, type Source } from '../observations/observation.ts';
import { label } from './exposition.ts';
import { Buckets, LatencyHistogram } from './latency-histogram.ts';
import { OutcomeCounts } from './outcome-counts.ts';

/** chosen: around the latency warning [2 s] and the timeout [10 s] of checks. */
const CHECK_BUCKETS = new Buckets([0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10]);
/** chosen: completions take longer; a call is slow from 60 s on. */
const CALL_BUCKETS = new Buckets([0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 60, 120]);
const TTFT_BUCKETS = new Buckets([0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 60]);

interface Calls {
  readonly outcomes: Map<Source, OutcomeCounts>;
  readonly durations: LatencyHistogram;
  readonly firstTokens: LatencyHistogram;
}

/** What has been counted of one target since it is watched. Successes alone feed durations, as in the windows. */
export class TargetCounts {
  readonly checks = new OutcomeCounts();
  readonly checkDurations = new LatencyHistogram(CHECK_BUCKETS);
  /** Null until there is a call: most targets are only checked. */
  #calls: Calls | null = null;
  readonly statusChanges: Record<Status, number> = { healthy: 0, degraded: 0, unhealthy: 0, unknown: 0 };
  overruns = 0;

  record(observation: Observation): void {
    if (isCall(observation.depth)) this.#recordCall(observation);
    else this.#recordCheck(observation);
  }

  callsText(name: string, target: string): string {
    let text = '';
    for (const [source, outcomes] of this.#calls?.outcomes ?? []) {
      text += outcomes.text(name, `${target},${label('source', source)}`);
    }
    return text;
  }

  callDurationsText(name: string, target: string): string {
    return this.#calls?.durations.text(name, target) ?? '';
  }

  firstTokensText(name: string, target: string): string {
    return this.#calls?.firstTokens.text(name, target) ?? '';
  }

  #recordCheck({ failure, latencyMs }: Observation): void {
    this.checks.count(failure);
    if (failure === null && latencyMs !== null) this.checkDurations.observe(latencyMs);
  }

  #recordCall({ source, failure, latencyMs, ttftMs }: Observation): void {
    this.#calls ??= {
      outcomes: new Map(),
      durations: new LatencyHistogram(CALL_BUCKETS),
      firstTokens: new LatencyHistogram(TTFT_BUCKETS),
    };
    let outcomes = this.#calls.outcomes.get(source);
    if (outcomes === undefined) {
      outcomes = new OutcomeCounts();
      this.#calls.outcomes.set(source, outcomes);
    }
    outcomes.count(failure);
    if (failure !== null) return;
    if (latencyMs !== null) this.#calls.durations.observe(latencyMs);
    if (ttftMs !== null) this.#calls.firstTokens.observe(ttftMs);
  }
}
