import type { HostLimit } from '../../../settings/process-settings.ts';
import { diskSpaceOf } from '../../host/disk-space.ts';
import { ComponentCheck, type ComponentReading, reading } from '../component.ts';

/** Room where our data lies. */
export class DiskSpaceCheck extends ComponentCheck {
  readonly name = 'disk_space';
  readonly #folder: () => string;
  readonly #limit: () => HostLimit;

  constructor(folder: () => string, limit: () => HostLimit) {
    super();
    this.#folder = folder;
    this.#limit = limit;
  }

  async check(): Promise<ComponentReading> {
    const { percentUsed, freeGb, totalGb } = await diskSpaceOf(this.#folder());
    const { warning, error } = this.#limit();
    const metadata = { percent_used: percentUsed, free_gb: freeGb, total_gb: totalGb };
    if (percentUsed < warning) return reading('healthy', `${freeGb} GB free`, metadata);
    const message = `${freeGb} GB free, ${percentUsed} % used`;
    return reading(percentUsed >= error ? 'unhealthy' : 'degraded', message, metadata);
  }
}
