import type { HostLimit } from '../../../settings/process-settings.ts';
import type { Cgroup } from '../cgroup.ts';
import { HostCollector } from '../host-collector.ts';
import { type HostReading, judged, rounded } from '../host-report.ts';

const MEGABYTE = 1024 * 1024;

interface Memory {
  readonly totalBytes: number;
  readonly availableBytes: number;
  readonly limitedBy: 'host' | 'cgroup';
}

/** Memory of the container where it has a limit, else of the host. */
export class MemoryCollector extends HostCollector {
  readonly name = 'memory';
  readonly #cgroup: Cgroup;
  readonly #limit: () => HostLimit;

  constructor(cgroup: Cgroup, limit: () => HostLimit) {
    super();
    this.#cgroup = cgroup;
    this.#limit = limit;
  }

  async collect(): Promise<HostReading> {
    const { totalBytes, availableBytes, limitedBy } = await this.#read();
    const percentUsed = rounded((1 - availableBytes / totalBytes) * 100);
    return {
      status: judged(percentUsed, this.#limit()),
      values: {
        percent_used: percentUsed,
        available_mb: rounded(availableBytes / MEGABYTE),
        total_mb: rounded(totalBytes / MEGABYTE),
        limited_by: limitedBy,
      },
      error: null,
    };
  }

  async #read(): Promise<Memory> {
    const { mem } = await import('systeminformation');
    const [host, { memory }] = await Promise.all([mem(), this.#cgroup.limits()]);
    if (!(host.total > 0)) throw new Error('the host does not tell its memory');
    if (memory === null || memory.limitBytes >= host.total) {
      return { totalBytes: host.total, availableBytes: host.available, limitedBy: 'host' };
    }
    const free = Math.max(0, memory.limitBytes - memory.usedBytes);
    // A limit promises nothing that the host does not have.
    const availableBytes = Math.min(free, host.available);
    return { totalBytes: memory.limitBytes, availableBytes, limitedBy: 'cgroup' };
  }
}
