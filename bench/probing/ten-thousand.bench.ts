/**
 * Whether 10,000 targets at 30 s start and run, and what they take of CPU and memory.
 * Run: node bench/probing/ten-thousand.bench.ts [--json] [--seconds N]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Bellwether } from '../bellwether.ts';
import { report, type Row } from '../harness.ts';
import { Arena } from './contestants.ts';
import { lagPercentileMs, readLag } from './schedule-lag.ts';

const { values } = parseArgs({ strict: false, options: { seconds: { type: 'string', default: '30' } } });
const SECONDS = Number(values.seconds);
const TARGETS = 10_000;
/** Ten targets share an origin, and so its connections. */
const ORIGINS = 1_000;

const directory = mkdtempSync(join(tmpdir(), 'bellwether-bench-'));

async function measure(arena: Arena): Promise<Record<string, Row>> {
  const begunMs = performance.now();
  const { asker, process, bellwether } = await arena.bellwether('bellwether', 'http', TARGETS);
  const startMs = performance.now() - begunMs;
  await bellwether!.allHealthy();
  const knownMs = performance.now() - begunMs;
  const lagBefore = readLag(await bellwether!.text('/metrics'));
  const before = {
    cpuMs: process.cpuMs(),
    requests: (await arena.counts())[asker]!.requests,
    atMs: performance.now(),
  };
  await sleep(SECONDS * 1_000);
  const cpuMs = process.cpuMs() - before.cpuMs;
  const passedMs = performance.now() - before.atMs;
  const probes = (await arena.counts())[asker]!.requests - before.requests;
  const lagAfter = readLag(await bellwether!.text('/metrics'));
  const readMs = performance.now();
  const body = await bellwether!.text('/health/integration');
  return {
    start_ms: { name: 'start to listening', value: startMs, unit: 'ms' },
    known_seconds: { name: 'start until all are known', value: knownMs / 1_000, unit: 's' },
    cpu_percent: { name: 'of one core', value: (100 * cpuMs) / passedMs, unit: '%' },
    cpu_us: { name: 'CPU a probe', value: (1_000 * cpuMs) / probes, unit: 'µs' },
    probes_per_second: { name: 'probes', value: (1_000 * probes) / passedMs, unit: '/s' },
    lag_p99_ms: {
      name: 'p99 schedule lag',
      value: lagPercentileMs(lagBefore, lagAfter, 0.99),
      unit: 'ms',
      budget: 150,
    },
    rss_mb: { name: 'RSS', value: process.rssMb(), unit: 'MB' },
    read_ms: { name: '/health/integration, first read', value: performance.now() - readMs, unit: 'ms' },
    read_bytes: { name: '/health/integration, size', value: body.length, unit: 'B' },
  };
}

try {
  Bellwether.build();
  const arena = await Arena.open(ORIGINS, directory);
  try {
    report({ name: 'ten-thousand (targets at 30 s)', figures: await measure(arena), against: {} });
  } finally {
    await arena.close();
  }
} finally {
  rmSync(directory, { recursive: true });
}
