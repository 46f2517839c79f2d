/**
 * What history's upkeep costs with 1,000 targets checked every 30 s for a day: merging what five minutes brought, and
 * deleting what ten minutes brought too much. CPU of all threads, and the longest that the store's thread was taken.
 * Run: node bench/history/upkeep.bench.ts [--json]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HistoryBatch, HistoryStore, UpkeepResult } from '../../src/history/history-store.ts';
import type { Retention } from '../../src/history/retention.ts';
import type { RollupPart } from '../../src/history/rollup.ts';
import { SqliteHistoryStore } from '../../src/history/stores/sqlite.store.ts';
import { Tally } from '../../src/history/tally.ts';
import { sampleRecord } from '../../test/contracts/history-store-samples.ts';
import { report } from '../harness.ts';
import { sampleRow } from '../sample-row.ts';

const TARGETS = 1_000;
const CHECKS_A_MINUTE = 2;
const ROUNDS = 5;
const MINUTE_MS = 60_000;
/** As the settings have them by default, but for minutes: a bench does not wait for two days to pass. */
const RETENTION: Retention = {
  recordsPerTarget: 100,
  rollupDays: { '1m': 1 / 24, '5m': 7, '15m': 30, '1h': 90, '1d': 730 },
  eventDays: 730,
};
const FILLED_MINUTES = 80;
const START_MS = Date.UTC(2026, 10, 20);

const names = Array.from({ length: TARGETS }, (_, i) => `provider-${i}`);
let seq = 0;

function minuteOf(atMs: number): HistoryBatch {
  const rollups: RollupPart[] = [];
  const records = [];
  for (const targetId of names) {
    const tally = new Tally();
    for (let check = 0; check < CHECKS_A_MINUTE; check++) {
      const record = sampleRecord({ targetId, at: atMs + check, seq: ++seq, latencyMs: 20 + (seq % 30) });
      records.push(record);
      tally.add({ ...record, ok: true, failure: null, atMonotonicMs: 0 });
    }
    rollups.push({ targetId, set: 'checks', from: atMs, part: 1, tally: tally.stored() });
  }
  return { at: atMs + MINUTE_MS, records, rollups, transitions: [], circuits: [], spend: [], states: [] };
}

interface Cost {
  readonly cpuMs: number;
  readonly longestMs: number;
}

async function costOf(portion: () => Promise<UpkeepResult>): Promise<Cost> {
  const before = process.cpuUsage();
  let longestMs = 0;
  for (let hasMore = true; hasMore;) {
    const begunMs = performance.now();
    ({ hasMore } = await portion());
    longestMs = Math.max(longestMs, performance.now() - begunMs);
  }
  const { user, system } = process.cpuUsage(before);
  return { cpuMs: (user + system) / 1_000, longestMs };
}

async function tenMinutes(store: HistoryStore, fromMs: number): Promise<{ merging: Cost[]; deleting: Cost }> {
  const merging: Cost[] = [];
  for (let minute = 0; minute < 10; minute++) {
    const atMs = fromMs + minute * MINUTE_MS;
    await store.write(minuteOf(atMs));
    merging.push(await costOf(() => store.compact(atMs + MINUTE_MS)));
  }
  const nowMs = fromMs + 10 * MINUTE_MS;
  return { merging, deleting: await costOf(() => store.prune(RETENTION, nowMs)) };
}

function summed(costs: readonly Cost[]): Cost {
  const cpuMs = costs.reduce((sum, cost) => sum + cost.cpuMs, 0);
  return { cpuMs, longestMs: Math.max(...costs.map(({ longestMs }) => longestMs)) };
}

const directory = mkdtempSync(join(tmpdir(), 'bellwether-bench-'));
const store = new SqliteHistoryStore(join(directory, 'history.db'));
try {
  await store.open();
  for (let minute = 0; minute < FILLED_MINUTES; minute++) {
    await store.write(minuteOf(START_MS + minute * MINUTE_MS));
  }
  let atMs = START_MS + FILLED_MINUTES * MINUTE_MS;
  const backlog = {
    merging: await costOf(() => store.compact(atMs)),
    deleting: await costOf(() => store.prune(RETENTION, atMs)),
  };
  const merging: Cost[] = [];
  const deleting: Cost[] = [];
  for (let round = 0; round < ROUNDS; round++, atMs += 10 * MINUTE_MS) {
    const costs = await tenMinutes(store, atMs);
    merging.push(summed(costs.merging));
    deleting.push(costs.deleting);
  }
  const cpu = (costs: readonly Cost[]): number[] => costs.map(({ cpuMs }) => cpuMs);
  const longest = (costs: readonly Cost[]): number[] => costs.map(({ longestMs }) => longestMs);
  const shares = merging.map((cost, i) => (cost.cpuMs + deleting[i]!.cpuMs) / 6_000);
  report({
    name: 'upkeep (1,000 targets, ten minutes)',
    figures: {
      share_percent: sampleRow('of one core', '%', shares, { budget: 0.25 }),
      merging_cpu_ms: sampleRow('merging, CPU', 'ms', cpu(merging)),
      deleting_cpu_ms: sampleRow('deleting, CPU', 'ms', cpu(deleting)),
      merging_longest_ms: sampleRow('merging, longest portion', 'ms', longest(merging)),
      deleting_longest_ms: sampleRow('deleting, longest portion', 'ms', longest(deleting)),
      backlog_merging_cpu_ms: sampleRow('80 minutes at once: merging, CPU', 'ms', [backlog.merging.cpuMs]),
      backlog_deleting_cpu_ms: sampleRow('80 minutes at once: deleting, CPU', 'ms', [backlog.deleting.cpuMs]),
      backlog_longest_ms: sampleRow('80 minutes at once: longest portion', 'ms', [
        Math.max(backlog.merging.longestMs, backlog.deleting.longestMs),
      ]),
    },
    against: {},
  });
} finally {
  await store.close();
  rmSync(directory, { recursive: true });
}
