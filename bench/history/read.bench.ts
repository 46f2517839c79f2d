/**
 * Questions to a store that is full: the newest 1,000 records of one target among ten million, 30 days of roll-ups,
 * and an export of a million records in constant memory. Elapsed time counts, the thread's work included.
 * Run: node --expose-gc bench/history/read.bench.ts [--json] [--rows=10000000]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { RESOLUTION_MS, RESOLUTIONS } from '../../src/history/resolution.ts';
import { SqliteHistoryStore } from '../../src/history/stores/sqlite.store.ts';
import { Tally } from '../../src/history/tally.ts';
import { buildObservation } from '../../test/support/build.ts';
import { DAY, NOON } from '../../test/contracts/history-store-samples.ts';
import { figureOf, report, type Row } from '../harness.ts';

const ROWS = Number(process.argv.find((each) => each.startsWith('--rows='))?.slice(7) ?? 10_000_000);
const TARGETS = 100;
const RUNS = 25;
const WARM_UP = 5;
const EXPORTED = 1_000_000;
const MEGABYTE = 1e6;
const folder = mkdtempSync(join(tmpdir(), 'bellwether-bench-'));
const file = join(folder, 'history.db');

/** Straight into the tables: through the store it would take some minutes. */
function fill(): void {
  const database = new DatabaseSync(file);
  database.exec('pragma synchronous = off; begin');
  const target = database.prepare('insert into targets (name) values (?)');
  for (let id = 1; id <= TARGETS; id++) target.run(`provider-${id}`);
  database.exec(`
    with recursive series(value) as (select 1 union all select value + 1 from series where value < ${ROWS})
    insert into records
    select 1 + value % ${TARGETS}, ${NOON} - 30 * (value / ${TARGETS}) * 1000, value, 1, 2, iif(value % 20, 0, 1),
           iif(value % 20, 0, 1), 1, 200, 100000 + value % 977, null, null, null, null
    from series`);
  database.exec('commit');
  database.close();
}

function fillRollups(): void {
  const database = new DatabaseSync(file);
  const tally = new Tally();
  for (let i = 0; i < 120; i++) tally.add(buildObservation({ latencyMs: 100 + ((i * 7_919) % 900) }));
  const { ok, latency } = tally.stored();
  database.exec('begin');
  const rollup = database.prepare('insert into rollups values (?, ?, ?, ?, 0, ?, null, ?, null, null)');
  const progress = database.prepare('insert into rollup_progress values (?, ?, ?)');
  const keptDays = { '1m': 2, '5m': 7, '15m': 30, '1h': 90, '1d': 730 };
  for (let id = 1; id <= TARGETS; id++) {
    for (const resolution of RESOLUTIONS) {
      const minutes = RESOLUTION_MS[resolution] / 60_000;
      const end = Math.floor(NOON / 60_000 / minutes) * minutes;
      const begin = end - (keptDays[resolution] * DAY) / 60_000;
      fillOne(begin, end, minutes, (at, isCall) => rollup.run(minutes, id, isCall, at, ok, latency));
      if (minutes > 1) progress.run(minutes, id, end);
    }
  }
  database.exec('commit');
  database.close();
}

function fillOne(
  begin: number,
  end: number,
  minutes: number,
  insert: (at: number, isCall: 0 | 1) => void,
): void {
  for (let at = begin; at < end; at += minutes) {
    insert(at, 0);
    insert(at, 1);
  }
}

async function millisecondsOf(ask: (run: number) => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let run = -WARM_UP; run < RUNS; run++) {
    const before = performance.now();
    await ask(run + WARM_UP);
    if (run >= 0) times.push(performance.now() - before);
  }
  return times;
}

function row(name: string, values: readonly number[], budget: number): Row {
  const { median, spreadPercent } = figureOf(values);
  return { name, value: median, unit: 'ms', spreadPercent, budget };
}

async function exportAll(store: SqliteHistoryStore): Promise<{ rowsPerSecond: number; grownMb: number }> {
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  let most = before;
  let count = 0;
  const begun = performance.now();
  const query = { targetId: null, from: 0, to: NOON * 2, outcome: 'any', order: 'newest_first' } as const;
  for await (const page of store.streamRecords(query)) {
    count += page.length;
    if (count % 50_000 < 1_000) {
      globalThis.gc?.();
      most = Math.max(most, process.memoryUsage().rss);
    }
    if (count >= EXPORTED) break;
  }
  const seconds = (performance.now() - begun) / 1_000;
  return { rowsPerSecond: count / seconds, grownMb: (most - before) / MEGABYTE };
}

async function main(): Promise<void> {
  const empty = new SqliteHistoryStore(file);
  await empty.open();
  await empty.close();
  fill();
  fillRollups();
  const store = new SqliteHistoryStore(file);
  await store.open();
  const targetOf = (run: number): string => `provider-${1 + ((run * 37) % TARGETS)}`;
  const latest = await millisecondsOf((run) =>
    store.records({
      targetId: targetOf(run),
      from: 0,
      to: NOON * 2,
      outcome: 'any',
      order: 'newest_first',
      limit: 1_000,
      after: null,
    }),
  );
  const month = { from: NOON - 30 * DAY, to: NOON };
  const hours = await millisecondsOf((run) =>
    store.rollups({ targetId: targetOf(run), resolution: '1h', ...month }),
  );
  const summary = await millisecondsOf((run) =>
    store.summary({ targetId: targetOf(run), set: 'checks', ...month, from: month.from + 61_000 }),
  );
  const exported = await exportAll(store);
  const bytes = await store.sizeBytes();
  await store.close();
  report({
    name: `history/read (${ROWS / 1e6} million records of ${TARGETS} targets, ${Math.round(bytes / MEGABYTE)} MB)`,
    figures: {
      latest_1000_ms: row('the newest 1,000 records of one target', latest, 10),
      rollups_30d_ms: row('30 days by the hour, checks and calls', hours, 50),
      summary_30d_ms: row('30 days in one', summary, 50),
      export_krows_per_second: { name: 'export', value: exported.rowsPerSecond / 1_000, unit: 'k rows/s' },
      export_grown_mb: {
        name: 'memory that an export of a million takes',
        value: exported.grownMb,
        unit: 'MB',
        budget: 60,
      },
    },
    against: {},
  });
}

try {
  await main();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
