import { setTimeout } from 'node:timers/promises';
import v8 from 'node:v8';
import vm from 'node:vm';
import { WindowPool } from '../../src/statistics/window-pool.ts';
import { type Row, report } from '../harness.ts';
import { lognormal, seededRandom } from './samples.ts';

const TARGETS = 128;
const PROBED_TARGETS = 2_048;
const SECONDS = 1_000;

v8.setFlagsFromString('--expose-gc');
const collectGarbage = vm.runInNewContext('gc') as () => void;

/** Kept to the end, so that only what is added is measured. */
const pools: WindowPool[] = [];

async function bytesInUse(): Promise<number> {
  for (let round = 0; round < 4; round++) {
    collectGarbage();
    // Array buffers are freed behind the collector's back.
    await setTimeout(20);
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Both sets of a target: checks every 15 s, and so many calls a second with three measures. */
function fillTarget(pool: WindowPool, callsPerSecond: number, seed: number): void {
  const checks = pool.open(1);
  const calls = pool.open(3);
  const sample = lognormal(seededRandom(seed), 600, 0.5);
  for (let second = 0; second < SECONDS; second += 15) pool.record(checks, second * 1_000, 0, sample());
  const count = SECONDS * callsPerSecond;
  const measures = { latencyMs: 0, ttftMs: 0, tokensPerSecond: 0 };
  for (let i = 0; i < count; i++) {
    measures.latencyMs = sample();
    measures.ttftMs = measures.latencyMs / 4;
    measures.tokensPerSecond = 20_000 / measures.latencyMs;
    pool.recordCall(calls, (i * 1_000) / callsPerSecond, i % 50 === 0 ? 1 : 0, measures);
  }
}

async function kibPerTarget(callsPerSecond: number): Promise<number> {
  const before = await bytesInUse();
  const pool = new WindowPool([false, true]);
  pools.push(pool);
  const targets = callsPerSecond === 0 ? PROBED_TARGETS : TARGETS;
  for (let target = 0; target < targets; target++) fillTarget(pool, callsPerSecond, target + 1);
  return ((await bytesInUse()) - before) / targets / 1_024;
}

async function rowOf(callsPerSecond: number, budget: number): Promise<Row> {
  const what = callsPerSecond === 0 ? 'only probed' : `${callsPerSecond} calls/s`;
  const value = await kibPerTarget(callsPerSecond);
  return { name: `both sets of a target, ${what}, heap and buffers`, value, unit: 'KiB', budget };
}

// Compiled code is on the heap too: first let it come to rest.
await kibPerTarget(20);
await kibPerTarget(200);
report({
  name: 'window-memory',
  figures: {
    probed_kib: await rowOf(0, 4),
    calls_1_kib: await rowOf(1, 40),
    calls_20_kib: await rowOf(20, 40),
    calls_200_kib: await rowOf(200, 40),
  },
  against: {
    all_latencies_200_kib: {
      name: 'the raw values of 15 minutes at 200 calls/s',
      value: (200 * 900 * 3 * 8) / 1_024,
      unit: 'KiB',
    },
  },
});
