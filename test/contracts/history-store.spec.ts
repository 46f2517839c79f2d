import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PostgresHistoryStore } from '../../src/history/stores/postgres.store.ts';
import { MemoryHistoryStore } from '../../src/history/stores/memory.store.ts';
import { SqliteHistoryStore } from '../../src/history/stores/sqlite.store.ts';
import { storeFor } from '../../src/history/stores/store-for.ts';
import { allRecords, EMPTY, NOON, sampleRecord } from './history-store-samples.ts';
import { describeHistoryStore, type StoreFixture } from './history-store.contract.ts';
import { describeKeptRollups } from './history-store-rollups.contract.ts';
import { findPostgres } from './history-store-postgres.ts';

const postgres = await findPostgres();
const folder = mkdtempSync(join(tmpdir(), 'bellwether-history-'));
let files = 0;

afterAll(async () => {
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function describeStore(fixture: StoreFixture): void {
  describeHistoryStore(fixture);
  describeKeptRollups(fixture);
}

describeStore({
  engine: 'memory',
  create: async () => new MemoryHistoryStore(),
  remove: async () => {},
});

describeStore({
  engine: 'sqlite',
  create: async () => new SqliteHistoryStore(join(folder, `${files++}`, 'history.db')),
  remove: async () => {},
});

let database = '';
if (postgres === null) {
  console.warn('SKIPPED: the PostgreSQL history store, since no PostgreSQL server is installed or running');
  it('has a PostgreSQL server to be tested on, where nothing may be skipped', () => {
    expect(process.env['NO_SKIPPED_TESTS'] ?? '').not.toBe('1');
  });
} else {
  describeStore({
    engine: 'postgres',
    create: async () => {
      database = await postgres.createDatabase();
      return new PostgresHistoryStore(database);
    },
    remove: () => postgres.dropDatabase(database),
  });

  describe('several processes on one PostgreSQL', () => {
    it('may start at once, and write the same minute', async () => {
      const url = await postgres.createDatabase();
      const stores = Array.from({ length: 4 }, () => new PostgresHistoryStore(url));
      await Promise.all(stores.map((store) => store.open()));
      await Promise.all(
        stores.map((store, index) => store.write({ ...EMPTY, records: [sampleRecord({ seq: index + 1 })] })),
      );
      expect(await allRecords(stores[0]!)).toHaveLength(4);
      await Promise.all(stores.map((store) => store.close()));
      await postgres.dropDatabase(url);
    });
  });
}

describe('a SQLite file', () => {
  it('is there after it was closed', async () => {
    const url = `file:${join(folder, 'again.db')}`;
    const first = await storeFor(url);
    await first.open();
    await first.write({ ...EMPTY, records: [sampleRecord()] });
    await first.close();
    const second = await storeFor(url);
    await second.open();
    expect((await allRecords(second)).map(({ at }) => at)).toEqual([NOON]);
    await second.close();
  });
});

describe('a database URL', () => {
  it.each(['mysql://localhost', 'sqlite:x.db', ''])('%p is refused', async (url) => {
    await expect(storeFor(url)).rejects.toThrow('database_url: must be file:…, postgres://… or memory:');
  });
});
