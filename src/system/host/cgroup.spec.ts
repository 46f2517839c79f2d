import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Cgroup, type CgroupLimits } from './cgroup.ts';

/** A file system of control groups, by path and text. */
function limitsOf(membership: string, files: Readonly<Record<string, string>>): Promise<CgroupLimits> {
  const root = mkdtempSync(join(tmpdir(), 'bellwether-cgroup-'));
  for (const [path, text] of Object.entries({ ...files, membership })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return new Cgroup(root, join(root, 'membership')).limits();
}

describe('a control group of version 2', () => {
  it('tells its memory without what the kernel gives back at once', async () => {
    const limits = await limitsOf('0::/app\n', {
      'app/memory.max': '536870912\n',
      'app/memory.current': '300000000\n',
      'app/memory.stat': 'anon 1\ninactive_file 100000000\nactive_file 5\n',
    });
    expect(limits.memory).toEqual({ limitBytes: 536_870_912, usedBytes: 200_000_000 });
  });

  it('tells its share of the CPU, half of one included', async () => {
    const limits = await limitsOf('0::/app\n', {
      'app/cpu.max': '50000 100000\n',
      'app/cpu.stat': 'usage_usec 123456\nuser_usec 1\n',
    });
    expect(limits.cpu).toEqual({ cpus: 0.5, usedMicroseconds: 123_456 });
  });

  it('is limited by the tightest group above it', async () => {
    const limits = await limitsOf('0::/pod/app\n', {
      'pod/memory.max': '200\n',
      'pod/memory.current': '150\n',
      'pod/app/memory.max': '1000\n',
      'pod/app/memory.current': '10\n',
    });
    expect(limits.memory).toEqual({ limitBytes: 200, usedBytes: 150 });
  });

  it('is found at the mount itself where a container sees its own group as the root', async () => {
    const limits = await limitsOf('0::/docker/4f2a\n', { 'memory.max': '700\n', 'memory.current': '7\n' });
    expect(limits.memory).toEqual({ limitBytes: 700, usedBytes: 7 });
  });

  it('has no limits where it says max', async () => {
    const limits = await limitsOf('0::/app\n', {
      'app/memory.max': 'max\n',
      'app/cpu.max': 'max 100000\n',
    });
    expect(limits).toEqual({ memory: null, cpu: null });
  });
});

describe('a control group of version 1', () => {
  it('tells memory and CPU by the names of its own', async () => {
    const limits = await limitsOf('4:memory:/app\n2:cpu,cpuacct:/app\n0::/\n', {
      'memory/app/memory.limit_in_bytes': '1000\n',
      'memory/app/memory.usage_in_bytes': '400\n',
      'memory/app/memory.stat': 'total_inactive_file 100\n',
      'cpu/app/cpu.cfs_quota_us': '200000\n',
      'cpu/app/cpu.cfs_period_us': '100000\n',
      'cpuacct/app/cpuacct.usage': '5000000\n',
    });
    expect(limits).toEqual({
      memory: { limitBytes: 1_000, usedBytes: 300 },
      cpu: { cpus: 2, usedMicroseconds: 5_000 },
    });
  });

  it('has no limits where its numbers say so', async () => {
    const limits = await limitsOf('4:memory:/app\n2:cpu,cpuacct:/app\n', {
      'memory/app/memory.limit_in_bytes': '9223372036854771712\n',
      'cpu/app/cpu.cfs_quota_us': '-1\n',
      'cpu/app/cpu.cfs_period_us': '100000\n',
    });
    expect(limits).toEqual({ memory: null, cpu: null });
  });
});

it('nothing is limited on a system without control groups', async () => {
  expect(await new Cgroup('/nowhere', '/nowhere/else').limits()).toEqual({ memory: null, cpu: null });
});
