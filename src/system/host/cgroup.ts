import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What a container may use; null where it is not limited, or where there is no container. */
export interface CgroupLimits {
  readonly memory: { readonly limitBytes: number; readonly usedBytes: number } | null;
  /** CPUs' worth of time, 0.5 for half of one; and what was used of it so far. */
  readonly cpu: { readonly cpus: number; readonly usedMicroseconds: number } | null;
}

interface Layout {
  readonly memory: { limit: string; used: string; inactive: string };
}

const V2: Layout = { memory: { limit: 'memory.max', used: 'memory.current', inactive: 'inactive_file' } };
const V1: Layout = {
  memory: {
    limit: 'memory.limit_in_bytes',
    used: 'memory.usage_in_bytes',
    inactive: 'total_inactive_file',
  },
};

/** Version 1 says "no limit" by a number near the largest that fits. */
const NO_LIMIT_BYTES = 2 ** 60;

/**
 * Reads the limits of the control group that this process lives in: version 2, and version 1 where the host still has
 * it. The tightest limit on the way up to the root counts. Where a container sees its own group as the root, the paths
 * of `/proc/self/cgroup` do not exist below the mount, and the mount itself is asked.
 */
export class Cgroup {
  readonly #mount: string;
  readonly #membership: string;

  /**
   * @param mount where the groups are mounted [/sys/fs/cgroup]
   * @param membership the file that tells which ones are ours [/proc/self/cgroup]
   */
  constructor(mount = '/sys/fs/cgroup', membership = '/proc/self/cgroup') {
    this.#mount = mount;
    this.#membership = membership;
  }

  async limits(): Promise<CgroupLimits> {
    const groups = parseMembership(await textOf(this.#membership));
    const [memory, cpu] = await Promise.all([this.#memory(groups), this.#cpu(groups)]);
    return { memory, cpu };
  }

  async #memory(groups: ReadonlyMap<string, string>): Promise<CgroupLimits['memory']> {
    const isV1 = groups.has('memory');
    const { memory } = isV1 ? V1 : V2;
    const folders = this.#folders(isV1 ? 'memory' : '', groups.get(isV1 ? 'memory' : '') ?? '/');
    const limited = await tightest(folders, async (folder) => {
      const limitBytes = numberOf(await textOf(join(folder, memory.limit)));
      return limitBytes === null || limitBytes >= NO_LIMIT_BYTES ? null : limitBytes;
    });
    if (limited === null) return null;
    const used = numberOf(await textOf(join(limited.folder, memory.used)));
    const stat = await textOf(join(limited.folder, 'memory.stat'));
    if (used === null) return null;
    // What the kernel gives back at once when it is needed is not in use.
    const reclaimable = fieldOf(stat, memory.inactive) ?? 0;
    return { limitBytes: limited.value, usedBytes: Math.max(0, used - reclaimable) };
  }

  async #cpu(groups: ReadonlyMap<string, string>): Promise<CgroupLimits['cpu']> {
    return groups.has('cpu') ? this.#cpuV1(groups) : this.#cpuV2(groups);
  }

  async #cpuV2(groups: ReadonlyMap<string, string>): Promise<CgroupLimits['cpu']> {
    const limited = await tightest(this.#folders('', groups.get('') ?? '/'), async (folder) => {
      const [quota, period] = ((await textOf(join(folder, 'cpu.max'))) ?? '').trim().split(' ');
      return share(numberOf(quota ?? null), numberOf(period ?? null));
    });
    if (limited === null) return null;
    const used = fieldOf(await textOf(join(limited.folder, 'cpu.stat')), 'usage_usec');
    return used === null ? null : { cpus: limited.value, usedMicroseconds: used };
  }

  async #cpuV1(groups: ReadonlyMap<string, string>): Promise<CgroupLimits['cpu']> {
    const limited = await tightest(this.#folders('cpu', groups.get('cpu') ?? '/'), async (folder) => {
      const quota = numberOf(await textOf(join(folder, 'cpu.cfs_quota_us')));
      return share(quota, numberOf(await textOf(join(folder, 'cpu.cfs_period_us'))));
    });
    if (limited === null) return null;
    const [account] = this.#folders('cpuacct', groups.get('cpuacct') ?? '/');
    const nanoseconds = numberOf(await textOf(join(account ?? this.#mount, 'cpuacct.usage')));
    return nanoseconds === null ? null : { cpus: limited.value, usedMicroseconds: nanoseconds / 1_000 };
  }

  /** From our own group up to the root of its hierarchy. */
  #folders(controller: string, path: string): string[] {
    const root = join(this.#mount, controller);
    const parts = path.split('/').filter((part) => part !== '' && part !== '..');
    return parts.map((_, i) => join(root, ...parts.slice(0, parts.length - i))).concat(root);
  }
}

/** Controller → path; the empty name is that of version 2. */
function parseMembership(text: string | null): Map<string, string> {
  const groups = new Map<string, string>();
  for (const line of (text ?? '').split('\n')) {
    const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (controllers === undefined || path === undefined) continue;
    for (const controller of controllers.split(',')) groups.set(controller, path);
  }
  return groups;
}

async function tightest(
  folders: readonly string[],
  read: (folder: string) => Promise<number | null>,
): Promise<{ folder: string; value: number } | null> {
  let found: { folder: string; value: number } | null = null;
  for (const folder of folders) {
    const value = await read(folder);
    if (value !== null && (found === null || value < found.value)) found = { folder, value };
  }
  return found;
}

function share(quota: number | null, period: number | null): number | null {
  return quota === null || period === null || quota <= 0 || period <= 0 ? null : quota / period;
}

function fieldOf(text: string | null, name: string): number | null {
  const line = (text ?? '').split('\n').find((each) => each.startsWith(`${name} `));
  return line === undefined ? null : numberOf(line.slice(name.length + 1));
}

/** `max`, and everything else that is no number, is no limit. */
function numberOf(text: string | null): number | null {
  const value = Number.parseInt(text ?? '', 10);
  return Number.isNaN(value) ? null : value;
}

async function textOf(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    // Another system, another version, or no such controller: then nothing is limited there.
    return null;
  }
}
