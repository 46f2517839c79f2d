import type { HealthEvents } from '../health/health-events.ts';
import { type Family, familyHeader, sample } from './exposition.ts';
import { Buckets, LatencyHistogram } from './latency-histogram.ts';

/** chosen: around 150 ms, the lag that the schedule promises to keep under for 99 of 100 probes. */
const LAG_BUCKETS = new Buckets([0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 5]);

const LAG: Family = {
  name: 'bellwether_schedule_lag_seconds',
  type: 'histogram',
  help: 'How late scheduled probes started.',
};
const IN_FLIGHT: Family = {
  name: 'bellwether_probes_in_flight',
  type: 'gauge',
  help: 'Scheduled probes that are under way.',
};

/** How well the schedule of probes is kept, of all targets together. */
export class ScheduleMetrics {
  readonly #lag = new LatencyHistogram(LAG_BUCKETS);
  /** By target: a probe on demand ends too without having been scheduled, and must not count below zero. */
  readonly #inFlight = new Set<string>();

  constructor(events: HealthEvents) {
    events.on('probe.started', ({ targetId, lagMs }) => {
      this.#inFlight.add(targetId);
      this.#lag.observe(Math.max(0, lagMs));
    });
    events.on('probe.ended', ({ targetId }) => void this.#inFlight.delete(targetId));
  }

  text(): string {
    const lag = familyHeader(LAG) + this.#lag.text(LAG.name, '');
    return lag + familyHeader(IN_FLIGHT) + sample(IN_FLIGHT.name, '', this.#inFlight.size);
  }
}
