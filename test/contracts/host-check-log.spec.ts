import { PostgresDatabase } from '../../src/history/database/postgres-database.ts';
import type { SqlDatabase } from '../../src/history/database/sql-database.ts';
import { SqliteDatabase } from '../../src/history/database/sqlite-database.ts';
import { HostCheckLog } from '../../src/system/host/host-check-log.ts';
import type { HostReportBody } from '../../src/system/host/host-report.view.ts';
import { skipped } from '../support/skipping.ts';
import { findPostgres } from './history-store-postgres.ts';

const START = Date.parse('2026-11-22T04:00:00.000Z');
const FINE = { status: 'ok' } as const;

function reportAt(at: number): HostReportBody {
  const checks = { memory: FINE, disk: FINE, cpu: FINE, event_loop: FINE, uptime: FINE, network: FINE };
  return { timestamp: new Date(at).toISOString(), status: 'ok', checks };
}

const entryOf = (i: number) => ({ taskId: `task-${i}`, at: START + i, report: reportAt(START + i) });
const EVER = { from: 0, to: START * 2, limit: 100 };

function describeLog(name: string, open: () => Promise<SqlDatabase>): void {
  describe(`host checks of the past in ${name}`, () => {
    let database: SqlDatabase;

    beforeEach(async () => {
      database = await open();
    });

    afterEach(() => database.close());

    it('are given newest first, within the range, up to the limit', async () => {
      const log = new HostCheckLog(database, () => 100);
      for (const i of [2, 0, 1, 3]) await log.add(entryOf(i));
      const entries = await log.list({ from: START, to: START + 3, limit: 2 });
      expect(entries).toEqual([entryOf(2), entryOf(1)]);
    });

    it('are kept once for each task', async () => {
      const log = new HostCheckLog(database, () => 100);
      await log.add(entryOf(1));
      await log.add(entryOf(1));
      expect(await log.list(EVER)).toEqual([entryOf(1)]);
    });

    it('are let go of from the oldest on', async () => {
      const log = new HostCheckLog(database, () => 3);
      for (let i = 0; i < 6; i++) await log.add(entryOf(i));
      expect(await log.list(EVER)).toEqual([5, 4, 3].map(entryOf));
    });
  });
}

describeLog('SQLite', async () => SqliteDatabase.inMemory());

const postgres = await findPostgres();
if (postgres === null) skipped('host checks in PostgreSQL: no server runs or is installed');
else {
  const urls: string[] = [];
  describeLog('PostgreSQL', async () => {
    const url = await postgres.createDatabase();
    urls.push(url);
    return new PostgresDatabase(url);
  });
  afterAll(async () => {
    for (const url of urls) await postgres.dropDatabase(url);
    await postgres.stop();
  });
}
