import type { HostLimit } from '../../../settings/process-settings.ts';
import { diskSpaceOf } from '../disk-space.ts';
import { HostCollector } from '../host-collector.ts';
import { type HostReading, judged } from '../host-report.ts';

/** The file system on which our data lies. */
export class DiskCollector extends HostCollector {
  readonly name = 'disk';
  readonly #folder: () => string;
  readonly #limit: () => HostLimit;

  constructor(folder: () => string, limit: () => HostLimit) {
    super();
    this.#folder = folder;
    this.#limit = limit;
  }

  async collect(): Promise<HostReading> {
    const { percentUsed, freeGb, totalGb } = await diskSpaceOf(this.#folder());
    return {
      status: judged(percentUsed, this.#limit()),
      values: { percent_used: percentUsed, free_gb: freeGb, total_gb: totalGb },
      error: null,
    };
  }
}
