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
import { figureOf, report } from '../harness.ts';

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

async function timed<T>(
  prepare: (records: readonly HistoryRecord[]) => T,
  run: (batch: T) => void | Promise<void>,
): Promise<{ us: number; loopUs: number }> {
  const batches = Array.from({ length: BATCHES }, () => prepare(nextBatch()));
  const before = performance.now();
  const cpu = process.threadCpuUsage();
  for (const batch of batches) await run(batch);
  const { user, system } = process.threadCpuUsage(cpu);
  const rows = BATCHES * ROWS;
  return { us: ((performance.now() - before) * 1_000) / rows, loopUs: (user + system) / rows };
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
  const ours: number[] = [];
  const theirs: number[] = [];
  const loop: number[] = [];
  for (let round = -1; round < ROUNDS; round++) {
    const own = await timed(
      (records) => records,
      (records) => store.write({ ...EMPTY, records }),
    );
    const other = await timed(rowsOf, (rows) => bareLoop(bare, statement, rows));
    if (round < 0) continue;
    ours.push(1_000 / own.us);
    theirs.push(1_000 / other.us);
    loop.push(own.loopUs);
  }
  await store.close();
  bare.close();
  const share = (100 * figureOf(ours).median) / figureOf(theirs).median;
  const row = (name: string, values: readonly number[], unit: string) => {
    const { median, spreadPercent } = figureOf(values);
    return { name, value: median, unit, spreadPercent };
  };
  report({
    name: `history/write (batches of ${ROWS} records of ${TARGETS} targets)`,
    figures: {
      store_krows_per_second: row('the store', ours, 'k rows/s'),
      share_percent: {
        name: 'share of the bare loop',
        value: share,
        unit: '%',
        budget: LEAST_PERCENT,
        atLeast: true,
      },
      event_loop_us_per_row: row('CPU of the event loop', loop, 'µs a row'),
    },
    against: { bare_krows_per_second: row('bare prepared statement', theirs, 'k rows/s') },
  });
}

try {
  await main();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
