import type { ConnectivityControls } from '../../../health/egress/connectivity-controls.ts';
import type { EgressSettings } from '../../../settings/settings.ts';
import { HostCollector } from '../host-collector.ts';
import { type HostReading, rounded } from '../host-report.ts';

/** Whether anything outside can be reached: the same unrelated hosts that tell an outage of ours from a provider's. */
export class NetworkCollector extends HostCollector {
  readonly name = 'network';
  readonly #controls: ConnectivityControls;
  readonly #settings: () => EgressSettings;

  constructor(controls: ConnectivityControls, settings: () => EgressSettings) {
    super();
    this.#controls = controls;
    this.#settings = settings;
  }

  async collect(): Promise<HostReading> {
    const { enabled, controls } = this.#settings();
    if (!enabled || controls.length === 0) {
      // Nobody wants to know: that is no fault.
      return { status: 'ok', values: { reachable: null, latency_ms: null }, error: null };
    }
    const startedMs = performance.now();
    const isOnline = await this.#controls.isOnline();
    const latencyMs = isOnline ? rounded(performance.now() - startedMs) : null;
    return {
      status: isOnline ? 'ok' : 'error',
      values: { reachable: isOnline, latency_ms: latencyMs },
      error: isOnline ? null : 'none of the connectivity controls answered',
    };
  }
}
