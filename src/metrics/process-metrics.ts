import { performance } from 'node:perf_hooks';
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';

/** chosen: sees any lag that matters, for half of the wake-ups that prom-client asks for by itself. */
const LAG_RESOLUTION_MS = 20;

/**
 * What we leave out of prom-client's default metrics: gauges named `_total`, which promtool objects to, counts by way
 * of deprecated Node internals, and a least lag that says nothing.
 */
const LEFT_OUT = [
  'nodejs_active_handles',
  'nodejs_active_handles_total',
  'nodejs_active_requests',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
  'nodejs_eventloop_lag_min_seconds',
];

/** Figures of this process and of Node, by prom-client, in a registry of their own. */
export class ProcessMetrics {
  readonly #registry = new Registry();

  constructor(version: string) {
    const register = this.#registry;
    collectDefaultMetrics({ register, eventLoopMonitoringPrecision: LAG_RESOLUTION_MS });
    for (const name of LEFT_OUT) register.removeSingleMetric(name);
    addLoopTime(register);
    new Gauge({
      name: 'bellwether_build_info',
      help: 'What is running; always 1.',
      labelNames: ['version', 'node_version'],
      registers: [register],
    }).set({ version, node_version: process.versions.node }, 1);
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }
}

/** Counters rather than a utilisation, so that every scraper sees its own interval. */
function addLoopTime(register: Registry): void {
  register.registerMetric(
    new Counter({
      name: 'nodejs_eventloop_time_seconds_total',
      help: 'Time of the event loop by what it did; the rate of state="active" is its utilisation.',
      labelNames: ['state'],
      registers: [],
      collect() {
        const { active, idle } = performance.eventLoopUtilization();
        this.reset();
        this.inc({ state: 'active' }, active / 1_000);
        this.inc({ state: 'idle' }, idle / 1_000);
      },
    }),
  );
}
