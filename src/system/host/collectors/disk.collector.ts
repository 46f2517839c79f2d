import type { StatsFs } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { HostLimit } from '../../../settings/process-settings.ts';
import { HostCollector } from '../host-collector.ts';
import { type HostReading, judged, rounded } from '../host-report.ts';

const GIGABYTE = 1024 ** 3;

/** The file system on which our data lies; the nearest folder that exists already counts. */
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
    const { blocks, bavail, bfree, bsize } = await statOf(this.#folder());
    // As df has it: what only the superuser may fill is neither free nor part of the whole.
    const usable = blocks - bfree + bavail;
    const percentUsed = usable === 0 ? 100 : rounded(((blocks - bfree) / usable) * 100);
    return {
      status: judged(percentUsed, this.#limit()),
      values: {
        percent_used: percentUsed,
        free_gb: rounded((bavail * bsize) / GIGABYTE, 2),
        total_gb: rounded((blocks * bsize) / GIGABYTE, 2),
      },
      error: null,
    };
  }
}

async function statOf(folder: string): Promise<StatsFs> {
  try {
    return await statfs(folder);
  } catch (error) {
    const parent = dirname(folder);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || parent === folder) throw error;
    return statOf(parent);
  }
}
