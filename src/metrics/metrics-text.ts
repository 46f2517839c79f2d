import type { EgressState } from '../health/egress/egress-watch.ts';
import { type Family, familyHeader, sample } from './exposition.ts';
import { ProcessMetrics } from './process-metrics.ts';
import type { ScheduleMetrics } from './schedule-metrics.ts';
import { COUNT_FAMILIES, HEALTH_FAMILIES } from './target-families.ts';
import type { TargetMetrics } from './target-metrics.ts';

const EGRESS: Family = {
  name: 'bellwether_egress_down',
  type: 'gauge',
  help: 'Whether our own network is down (1), so that no provider is to be blamed.',
};

export interface MetricsSources {
  readonly targets: TargetMetrics;
  readonly schedule: ScheduleMetrics;
  readonly egress: () => EgressState;
  readonly version: string;
}

/** The Prometheus exposition: targets in our own writing, this process in prom-client's. */
export class MetricsText {
  readonly #sources: MetricsSources;
  /** From the first scrape on: measuring the event loop wakes it, and is not paid for unless somebody asks. */
  #process: ProcessMetrics | null = null;
  readonly #others: (() => string)[] = [];

  constructor(sources: MetricsSources) {
    this.#sources = sources;
  }

  /** Adds what a room above has to tell; asked at every scrape. */
  add(text: () => string): void {
    this.#others.push(text);
  }

  async all(): Promise<Buffer> {
    const { targets, schedule, version } = this.#sources;
    this.#process ??= new ProcessMetrics(version);
    const others = this.#others.map((text) => text()).join('');
    const rest = schedule.text() + others + (await this.#process.text());
    return Buffer.concat([...this.#health(), ...targets.chunks(COUNT_FAMILIES), Buffer.from(rest)]);
  }

  /** The health of targets alone. */
  health(): Buffer {
    return Buffer.concat(this.#health());
  }

  #health(): Buffer[] {
    const { targets, egress } = this.#sources;
    const egressText = familyHeader(EGRESS) + sample(EGRESS.name, '', egress() === 'down' ? 1 : 0);
    return [...targets.chunks(HEALTH_FAMILIES), Buffer.from(egressText)];
  }
}
