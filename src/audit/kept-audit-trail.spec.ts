import { findPostgres, type PostgresServer } from '../../test/contracts/history-store-postgres.ts';
import { FakeClock } from '../../test/support/fake-clock.ts';
import { skipped } from '../../test/support/skipping.ts';
import { PostgresDatabase } from '../history/database/postgres-database.ts';
import type { SqlDatabase } from '../history/database/sql-database.ts';
import { SqliteDatabase } from '../history/database/sqlite-database.ts';
import type { AuditEntry } from '../access/audit-trail.ts';
import { AuditStore, type KeptEntry } from './audit-store.ts';
import { entryId, firstIdAt } from './entry-id.ts';
import { KeptAuditTrail } from './kept-audit-trail.ts';

const DAY_MS = 86_400_000;

class BreakableStore extends AuditStore {
  isBroken = false;

  override write(entries: readonly KeptEntry[]): Promise<void> {
    return this.isBroken ? Promise.reject(new Error('disk full')) : super.write(entries);
  }
}

const postgres: PostgresServer | null = await findPostgres();
if (postgres === null) skipped('the audit on PostgreSQL: there is none');
afterAll(() => postgres?.stop());

describe.each(postgres === null ? ['sqlite'] : ['sqlite', 'postgres'])('KeptAuditTrail on %s', (engine) => {
  let clock: FakeClock;
  let database: SqlDatabase;
  let url: string | null;
  let store: BreakableStore;
  let trail: KeptAuditTrail;
  let lines: string[];

  beforeEach(async () => {
    clock = new FakeClock();
    url = engine === 'postgres' ? await postgres!.createDatabase() : null;
    database = url === null ? SqliteDatabase.inMemory() : new PostgresDatabase(url);
    store = new BreakableStore(database);
    lines = [];
    const tell = (_facts: object, message: string): void => void lines.push(message);
    trail = new KeptAuditTrail({
      store,
      clock,
      tag: 'abcd',
      keptDays: () => 2,
      log: { log: tell, warn: tell },
    });
  });
  afterEach(async () => {
    await database.close();
    if (url !== null) await postgres!.dropDatabase(url);
  });

  function record(path: string): void {
    const entry: AuditEntry = {
      at: clock.now(),
      caller: 'boss',
      address: null,
      method: 'POST',
      path,
      target: 'openai',
      status: 200,
      reason: null,
    };
    trail.record(entry);
  }

  async function paths(limit = 10): Promise<string[]> {
    return (await trail.page(limit, null)).items.map(({ path }) => path);
  }

  it('gives back what was done, newest first, in pages', async () => {
    for (const path of ['/a', '/b', '/c']) record(path);
    clock.advance(1);
    record('/d');
    const first = await trail.page(3, null);
    expect(first.items.map(({ path }) => path)).toEqual(['/d', '/c', '/b']);
    expect(first.items[0]).toMatchObject({ at: clock.now(), caller: 'boss', target: 'openai', reason: null });
    const rest = await trail.page(3, first.next);
    expect([rest.items.map(({ path }) => path), rest.next]).toEqual([['/a'], null]);
  });

  it('keeps what cannot be written and writes it later, once', async () => {
    store.isBroken = true;
    record('/a');
    await trail.flush();
    record('/b');
    await trail.flush();
    expect(await paths()).toEqual([]);
    store.isBroken = false;
    await trail.flush();
    await trail.flush();
    expect(await paths()).toEqual(['/b', '/a']);
    expect(lines).toEqual(['audit cannot be kept, trying again', 'audit is kept again']);
  });

  it('takes an entry once, although the answer to its write was lost', async () => {
    record('/a');
    const { items } = await trail.page(1, null);
    await store.write(items);
    expect(await paths()).toEqual(['/a']);
  });

  it('lets go of the oldest, by age and by number', async () => {
    record('/old');
    clock.advance(DAY_MS);
    record('/recent');
    await trail.flush();
    clock.advance(DAY_MS + 1);
    record('/new');
    expect(await paths()).toEqual(['/new', '/recent']);
    await store.prune(1, 0);
    expect(await paths()).toEqual(['/new']);
  });
});

describe('entryId', () => {
  it('sorts as text by time, then by count', () => {
    const ids = [entryId(1_000, 5, 'zzzz'), entryId(999, 40, 'aaaa'), entryId(1_000, 4, 'aaaa')];
    expect(ids.toSorted()).toEqual([ids[1], ids[2], ids[0]]);
    expect(firstIdAt(1_000) < ids[2]! && firstIdAt(1_001) > ids[0]!).toBe(true);
    expect(new Set(ids.map((id) => id.length))).toEqual(new Set([17]));
  });
});
