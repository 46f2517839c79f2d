import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqlAlertStore } from '../../src/alerts/store/sql-alert.store.ts';
import { PostgresDatabase } from '../../src/history/database/postgres-database.ts';
import type { SqlDatabase } from '../../src/history/database/sql-database.ts';
import { SqliteDatabase } from '../../src/history/database/sqlite-database.ts';
import { MemoryHistoryStore } from '../../src/history/stores/memory.store.ts';
import { NOTHING, sampleAlert, sampleMessage, toChannel } from './alert-store-samples.ts';
import { type AlertStoreFixture, describeAlertStore } from './alert-store.contract.ts';
import { describeStoredDeliveries } from './alert-store-deliveries.contract.ts';
import { findPostgres } from './history-store-postgres.ts';

const postgres = await findPostgres();
const folder = mkdtempSync(join(tmpdir(), 'bellwether-alerts-'));
let files = 0;

afterAll(async () => {
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function describeOn(
  engine: string,
  open: () => Promise<SqlDatabase>,
  remove = async (): Promise<void> => {},
): void {
  let database: SqlDatabase;
  const fixture: AlertStoreFixture = {
    engine,
    create: async () => {
      database = await open();
      return new SqlAlertStore(database);
    },
    remove: async () => {
      await database.close();
      await remove();
    },
  };
  describeAlertStore(fixture);
  describeStoredDeliveries(fixture);
}

describeOn('memory', async () => SqliteDatabase.inMemory());
describeOn('a SQLite file', async () => SqliteDatabase.inFile(join(folder, `${files++}`, 'alerts.db')));

if (postgres === null) {
  console.warn('SKIPPED: the alert store on PostgreSQL, since no PostgreSQL server is installed or running');
  it('has a PostgreSQL server to be tested on, where nothing may be skipped', () => {
    expect(process.env['NO_SKIPPED_TESTS'] ?? '').not.toBe('1');
  });
} else {
  let url = '';
  describeOn(
    'PostgreSQL',
    async () => {
      url = await postgres.createDatabase();
      return new PostgresDatabase(url);
    },
    () => postgres.dropDatabase(url),
  );

  it('several processes on one PostgreSQL may start at once', async () => {
    const shared = await postgres.createDatabase();
    const databases = Array.from({ length: 4 }, () => new PostgresDatabase(shared));
    const stores = databases.map((database) => new SqlAlertStore(database));
    await Promise.all(stores.map((store) => store.open()));
    const delivery = toChannel(sampleMessage([sampleAlert()]));
    await Promise.all(stores.map((store) => store.commit({ ...NOTHING, deliveries: [delivery] })));
    expect(await stores[0]!.pending()).toHaveLength(1);
    await Promise.all(databases.map((database) => database.close()));
    await postgres.dropDatabase(shared);
  });
}

it('shares one database with history', async () => {
  const history = new MemoryHistoryStore();
  const alerts = new SqlAlertStore(history.database);
  await Promise.all([history.open(), alerts.open()]);
  await alerts.commit({ ...NOTHING, alerts: [sampleAlert()] });
  expect(await alerts.alert('alert-1')).toEqual(sampleAlert());
  expect(await history.sizeBytes()).toBeGreaterThan(0);
  await history.close();
});

it('is there after the file was closed', async () => {
  const file = join(folder, 'again.db');
  const first = SqliteDatabase.inFile(file);
  const before = new SqlAlertStore(first);
  await before.open();
  await before.commit({ ...NOTHING, deliveries: [toChannel(sampleMessage([sampleAlert()]))] });
  await first.close();
  const second = SqliteDatabase.inFile(file);
  const after = new SqlAlertStore(second);
  await after.open();
  expect(await after.pending()).toHaveLength(1);
  await second.close();
});
