import { cpus, loadavg } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import type { HostLimit } from '../../../settings/process-settings.ts';
import type { Cgroup } from '../cgroup.ts';
import { HostCollector } from '../host-collector.ts';
import { type HostReading, judged, rounded } from '../host-report.ts';

interface HostTimes {
  readonly busyMs: number;
  readonly totalMs: number;
  readonly cores: number;
}

interface Sample {
  readonly atMicroseconds: number;
  readonly host: HostTimes;
  readonly cgroup: { readonly cpus: number; readonly usedMicroseconds: number } | null;
}

/** chosen: long enough for the kernel's accounting in steps of 10 ms, short beside the deadline. */
const SAMPLE_MS = 500;

/** Use of the CPU over a short while: of a container's quota where it has one, else of all cores of the host. */
export class CpuCollector extends HostCollector {
  readonly name = 'cpu';
  readonly #cgroup: Cgroup;
  readonly #limit: () => HostLimit;
  readonly #sampleMs: number;

  constructor(cgroup: Cgroup, limit: () => HostLimit, sampleMs = SAMPLE_MS) {
    super();
    this.#cgroup = cgroup;
    this.#limit = limit;
    this.#sampleMs = sampleMs;
  }

  async collect(signal: AbortSignal): Promise<HostReading> {
    const before = await this.#sample();
    await wait(this.#sampleMs, undefined, { signal });
    const after = await this.#sample();
    const limited = ofQuota(before, after);
    const percentUsed = limited ?? ofHost(before, after);
    return {
      status: judged(percentUsed, this.#limit()),
      values: {
        percent_used: percentUsed,
        load_average: loadavg().map((load) => rounded(load, 2)),
        cpus: after.cgroup?.cpus ?? after.host.cores,
        limited_by: limited === null ? 'host' : 'cgroup',
      },
      error: null,
    };
  }

  async #sample(): Promise<Sample> {
    const { cpu } = await this.#cgroup.limits();
    return { atMicroseconds: performance.now() * 1_000, host: hostTimes(), cgroup: cpu };
  }
}

function hostTimes(): HostTimes {
  const all = cpus();
  const idleMs = all.reduce((sum, { times }) => sum + times.idle, 0);
  const totalMs = all.reduce((sum, { times }) => {
    return sum + times.user + times.nice + times.sys + times.irq + times.idle;
  }, 0);
  return { busyMs: totalMs - idleMs, totalMs, cores: all.length };
}

function ofHost({ host: before }: Sample, { host: after }: Sample): number | null {
  const totalMs = after.totalMs - before.totalMs;
  return totalMs <= 0 ? null : asPercent((after.busyMs - before.busyMs) / totalMs);
}

function ofQuota(before: Sample, after: Sample): number | null {
  if (before.cgroup === null || after.cgroup === null) return null;
  const spanMicroseconds = after.atMicroseconds - before.atMicroseconds;
  const used = after.cgroup.usedMicroseconds - before.cgroup.usedMicroseconds;
  return asPercent(used / (spanMicroseconds * after.cgroup.cpus));
}

function asPercent(share: number): number {
  return rounded(Math.min(1, Math.max(0, share)) * 100);
}
