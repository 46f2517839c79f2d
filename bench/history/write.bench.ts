/**
 * Batched writes through the store (Kysely, a thread of its own, one transaction a batch) beside a bare loop of a
 * prepared statement with the same columns in the same kind of file. Elapsed time counts: most of it is another
 * thread's. What the event loop pays is shown too.
 * Run: node bench/history/write.bench.ts [--json]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Row } from '../../src/history/database/sql-database.ts';
import type { HistoryRecord } from '../../src/history/history-record.ts';
import { recordRow } from '../../src/history/sql/record-rows.ts';
import { SqliteHistoryStore } from '../../src/history/stores/sqlite.store.ts';
import { EMPTY, NOON, sampleRecord } from '../../test/contracts/history-store-samples.ts';
import { figureOf, report, type Row as PrintedRow } from '../harness.ts';

const ROUNDS = 5;
const BATCHES = 40;
const ROWS = 1_000;
const TARGETS = 100;
const LEAST_PERCENT = 60;
const folder = mkdtempSync(join(tmpdir(), 'bellwether-bench-'));

let written = 0;

function nextBatch(): HistoryRecord[] {
  return Array.from({ length: ROWS }, () => {
    const number = written++;
    return sampleRecord({
      targetId: `provider-${number % TARGETS}`,
      at: NOON + number * 3,
      seq: number,
      failure: number % 20 === 0 ? 'timeout' : null,
      latencyMs: 100 + (number % 977) / 3,
    });
  });
}

/** The statement and the settings of the file are the store's own. */
function bareLoop(database: DatabaseSync, statement: StatementSync, rows: readonly Row[]): void {
  database.exec('begin');
  for (const row of rows) statement.run(...row);
  database.exec('commit');
}

/** The bare loop is given its rows ready made. */
function rowsOf(records: readonly HistoryRecord[]): Row[] {
  return records.map((record) => recordRow(record, Number(record.targetId.slice('provider-'.length))));
}

interface Cost {
  readonly elapsedUs: number;
  /** Of all threads. */
  readonly cpuUs: number;
  readonly loopUs: number;
}

async function timed<T>(
  prepare: (records: readonly HistoryRecord[]) => T,
  run: (batch: T) => void | Promise<void>,
): Promise<Cost> {
  const batches = Array.from({ length: BATCHES }, () => prepare(nextBatch()));
  const before = performance.now();
  const cpu = process.cpuUsage();
  const loop = process.threadCpuUsage();
  for (const batch of batches) await run(batch);
  const rows = BATCHES * ROWS;
  return {
    elapsedUs: ((performance.now() - before) * 1_000) / rows,
    cpuUs: sumOf(process.cpuUsage(cpu)) / rows,
    loopUs: sumOf(process.threadCpuUsage(loop)) / rows,
  };
}

function sumOf({ user, system }: { user: number; system: number }): number {
  return user + system;
}

async function main(): Promise<void> {
  const store = new SqliteHistoryStore(join(folder, 'store.db'));
  await store.open();
  const bareFile = join(folder, 'bare.db');
  const twin = new SqliteHistoryStore(bareFile);
  await twin.open();
  await twin.close();
  const bare = new DatabaseSync(bareFile);
  bare.exec('pragma journal_mode = wal; pragma synchronous = normal');
  const columns = Array.from({ length: 14 }, () => '?').join(', ');
  const statement = bare.prepare(`insert into records values (${columns}) on conflict do nothing`);
  const ours: Cost[] = [];
  const theirs: Cost[] = [];
  for (let round = -1; round < ROUNDS; round++) {
    const own = await timed(
      (records) => records,
      (records) => store.write({ ...EMPTY, records }),
    );
    const other = await timed(rowsOf, (rows) => bareLoop(bare, statement, rows));
    if (round < 0) continue;
    ours.push(own);
    theirs.push(other);
  }
  await store.close();
  bare.close();
  tell(ours, theirs);
}

function tell(ours: readonly Cost[], theirs: readonly Cost[]): void {
  const rate = ({ elapsedUs }: Cost): number => 1_000 / elapsedUs;
  const row = (
    name: string,
    unit: string,
    costs: readonly Cost[],
    read: (cost: Cost) => number,
  ): PrintedRow => {
    const { median, spreadPercent } = figureOf(costs.map(read));
    return { name, value: median, unit, spreadPercent };
  };
  const share = (read: (cost: Cost) => number): number =>
    (100 * figureOf(theirs.map(read)).median) / figureOf(ours.map(read)).median;
  const budget = { unit: '%', budget: LEAST_PERCENT, atLeast: true };
  report({
    name: `history/write (batches of ${ROWS} records of ${TARGETS} targets)`,
    figures: {
      rate: row('the store', 'k rows/s', ours, rate),
      share_percent: {
        name: 'rate, of the bare loop',
        value: share(({ elapsedUs }) => elapsedUs),
        ...budget,
      },
      cpu_us: row('CPU, all threads', 'µs a row', ours, ({ cpuUs }) => cpuUs),
      loop_us: row('CPU of the event loop', 'µs a row', ours, ({ loopUs }) => loopUs),
    },
    against: {
      bare_rate: row('bare prepared statement', 'k rows/s', theirs, rate),
      bare_cpu_us: row('its CPU', 'µs a row', theirs, ({ cpuUs }) => cpuUs),
    },
  });
}

try {
  await main();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
