import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConnectivityControls } from '../../../health/egress/connectivity-controls.ts';
import { Cgroup, type CgroupLimits } from '../cgroup.ts';
import { CpuCollector } from './cpu.collector.ts';
import { DiskCollector } from './disk.collector.ts';
import { EventLoopCollector } from './event-loop.collector.ts';
import { MemoryCollector } from './memory.collector.ts';
import { NetworkCollector } from './network.collector.ts';
import { UptimeCollector } from './uptime.collector.ts';

class FakeCgroup extends Cgroup {
  readonly #samples: CgroupLimits[];

  constructor(...samples: CgroupLimits[]) {
    super();
    this.#samples = samples;
  }

  override async limits(): Promise<CgroupLimits> {
    return this.#samples.length > 1 ? this.#samples.shift()! : this.#samples[0]!;
  }
}

const FREE = new FakeCgroup({ memory: null, cpu: null });
const HIGH = { warning: 100, error: 101 };
const NEVER = new AbortController().signal;
const SAMPLE_MS = 20;

describe('memory', () => {
  it('is the host’s where nothing limits us', async () => {
    const { status, values } = await new MemoryCollector(FREE, () => HIGH).collect();
    expect(status).toBe('ok');
    expect(values).toMatchObject({ limited_by: 'host' });
    expect(values['percent_used']).toBeGreaterThan(0);
    expect(values['available_mb']).toBeLessThan(values['total_mb'] as number);
  });

  it('is the container’s where that is less', async () => {
    const limited = new FakeCgroup({
      memory: { limitBytes: 100 * 1024 * 1024, usedBytes: 90 * 1024 * 1024 },
      cpu: null,
    });
    const reading = await new MemoryCollector(limited, () => ({ warning: 80, error: 95 })).collect();
    expect(reading).toEqual({
      status: 'warning',
      values: { percent_used: 90, available_mb: 10, total_mb: 100, limited_by: 'cgroup' },
      error: null,
    });
  });

  it('of a container that promises more than the host has is the host’s', async () => {
    const boundless = new FakeCgroup({ memory: { limitBytes: 2 ** 59, usedBytes: 1 }, cpu: null });
    const { values } = await new MemoryCollector(boundless, () => HIGH).collect();
    expect(values['limited_by']).toBe('host');
  });
});

describe('disk', () => {
  it('is that on which the data will lie, before its folder exists', async () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'bellwether-disk-')), 'not', 'yet');
    const { status, values } = await new DiskCollector(
      () => folder,
      () => HIGH,
    ).collect();
    expect(status).toBe('ok');
    expect(values['free_gb']).toBeLessThanOrEqual(values['total_gb'] as number);
  });

  it('counts as an error at its limit', async () => {
    const reading = await new DiskCollector(
      () => tmpdir(),
      () => ({ warning: 0, error: 0 }),
    ).collect();
    expect(reading.status).toBe('error');
  });
});

describe('CPU', () => {
  it('is the host’s where nothing limits us', async () => {
    const { values } = await new CpuCollector(FREE, () => HIGH, SAMPLE_MS * 3).collect(NEVER);
    expect(values).toMatchObject({ limited_by: 'host', load_average: expect.any(Array) });
    expect(values['percent_used']).toBeGreaterThanOrEqual(0);
  });

  it('is a share of the quota where there is one, at most all of it', async () => {
    const limited = new FakeCgroup(
      { memory: null, cpu: { cpus: 0.5, usedMicroseconds: 0 } },
      { memory: null, cpu: { cpus: 0.5, usedMicroseconds: 1e9 } },
    );
    const reading = await new CpuCollector(limited, () => ({ warning: 90, error: 95 }), SAMPLE_MS).collect(
      NEVER,
    );
    expect(reading).toMatchObject({
      status: 'error',
      values: { percent_used: 100, cpus: 0.5, limited_by: 'cgroup' },
    });
  });

  it('ends with its signal', async () => {
    const end = new AbortController();
    const reading = new CpuCollector(FREE, () => HIGH, 60_000).collect(end.signal);
    end.abort();
    await expect(reading).rejects.toThrow('aborted');
  });
});

describe('event loop', () => {
  it('tells how busy it is and what it holds open', async () => {
    const { values } = await new EventLoopCollector(
      () => HIGH,
      () => 0,
      SAMPLE_MS,
    ).collect(NEVER);
    expect(values['utilization_percent']).toBeGreaterThanOrEqual(0);
    expect(values['lag_p99_ms']).toBeGreaterThanOrEqual(0);
    expect(values['active_handles']).toBeGreaterThan(0);
  });

  it('does not hold the connections against us that we keep on purpose', async () => {
    const limit = () => ({ warning: 1, error: 1 });
    const judgedWith = (expected: number) => new EventLoopCollector(limit, () => expected, SAMPLE_MS);
    expect((await judgedWith(0).collect(NEVER)).status).toBe('error');
    expect((await judgedWith(100_000).collect(NEVER)).status).toBe('ok');
  });
});

it('uptime tells the system’s and the process’', async () => {
  const { status, values } = await new UptimeCollector().collect();
  expect(status).toBe('ok');
  expect(values['system_seconds']).toBeGreaterThanOrEqual(values['process_seconds'] as number);
});

describe('network', () => {
  const controls = (isOnline: boolean): ConnectivityControls => ({ isOnline: async () => isOnline });
  const settings = { enabled: true, controls: ['a:1'], timeoutMs: 10 };

  it.each([
    [true, 'ok', null],
    [false, 'error', 'none of the connectivity controls answered'],
  ] as const)('is, with controls that answer %s, %s', async (isOnline, status, error) => {
    const reading = await new NetworkCollector(controls(isOnline), () => settings).collect();
    expect(reading).toMatchObject({ status, error, values: { reachable: isOnline } });
  });

  it('is no fault where nobody wants to know', async () => {
    const off = () => ({ ...settings, enabled: false });
    const reading = await new NetworkCollector(controls(false), off).collect();
    expect(reading).toMatchObject({ status: 'ok', values: { reachable: null } });
  });
});
