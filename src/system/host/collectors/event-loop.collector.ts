import { type EventLoopUtilization, monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import type { HostLimit } from '../../../settings/process-settings.ts';
import { HostCollector } from '../host-collector.ts';
import { type HostReading, judged, rounded } from '../host-report.ts';

/** chosen: half a second shows a loop that is busy; measuring it all the time would wake the process for nothing. */
const SAMPLE_MS = 500;
/** chosen: the finest step that a sample of this length can tell apart. */
const RESOLUTION_MS = 5;
const NANOSECONDS_A_MILLISECOND = 1e6;

/** How busy this process' event loop is, how late its timers come, and how much it holds open. */
export class EventLoopCollector extends HostCollector {
  readonly name = 'event_loop';
  readonly #limit: () => HostLimit;
  readonly #expectedHandles: () => number;
  readonly #sampleMs: number;

  /** @param expectedHandles connections that are kept on purpose, one to each target; they are not judged */
  constructor(limit: () => HostLimit, expectedHandles: () => number, sampleMs = SAMPLE_MS) {
    super();
    this.#limit = limit;
    this.#expectedHandles = expectedHandles;
    this.#sampleMs = sampleMs;
  }

  async collect(signal: AbortSignal): Promise<HostReading> {
    const before: EventLoopUtilization = performance.eventLoopUtilization();
    const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
    delay.enable();
    try {
      await wait(this.#sampleMs, undefined, { signal });
    } finally {
      delay.disable();
    }
    const { utilization } = performance.eventLoopUtilization(before);
    const activeHandles = process.getActiveResourcesInfo().length;
    const lagMs = Math.max(0, delay.percentile(99) / NANOSECONDS_A_MILLISECOND - RESOLUTION_MS);
    return {
      status: judged(Math.max(0, activeHandles - this.#expectedHandles()), this.#limit()),
      values: {
        utilization_percent: rounded(utilization * 100),
        lag_p99_ms: rounded(lagMs),
        active_handles: activeHandles,
      },
      error: null,
    };
  }
}
