import type { HostCheckName, HostReading } from './host-report.ts';

/** Reads one thing of this host. May reject; what rejects is shown as unknown, with its error. */
export abstract class HostCollector {
  abstract readonly name: HostCheckName;

  /** The signal ends at the deadline of the check. */
  abstract collect(signal: AbortSignal): Promise<HostReading>;
}
