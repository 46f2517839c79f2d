import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { HealthEvents } from '../../src/health/health-events.ts';
import type { HistoryStore } from '../../src/history/history-store.ts';
import { type HistoryLog, HistoryWriter } from '../../src/history/history-writer.ts';
import { PostgresHistoryStore } from '../../src/history/stores/postgres.store.ts';
import { SqliteHistoryStore } from '../../src/history/stores/sqlite.store.ts';
import { buildObservation, buildTarget } from '../support/build.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { registryOf } from '../support/watched-targets.ts';
import { findPostgres } from './history-store-postgres.ts';
import { allRecords, NOON } from './history-store-samples.ts';
import { TcpCut } from './tcp-cut.ts';

const MINUTE_MS = 60_000;
const folder = mkdtempSync(join(tmpdir(), 'bellwether-faults-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function writing(store: HistoryStore) {
  const clock = new FakeClock();
  const told: string[] = [];
  const log: HistoryLog = {
    log: (_, message) => void told.push(message),
    warn: (_, message) => void told.push(message),
  };
  const items = { items: 50, bytes: 1_000_000 };
  const bounds = { records: items, rollups: items, transitions: items, circuits: items };
  const writer = new HistoryWriter({ store, clock, log, bounds, random: 0.5 });
  const events = new HealthEvents((_, error) => {
    throw error;
  });
  writer.listen(events);
  const state = registryOf([buildTarget()]).get('openai')!;
  const observe = (count: number): void => {
    for (let i = 0; i < count; i++) {
      const observation = buildObservation({ at: clock.now() });
      events.emit('observations.recorded', { state, observations: [observation], isDriving: true });
    }
  };
  return { clock, told, writer, observe };
}

async function recordedAndCounted(store: HistoryStore): Promise<[records: number, counted: number]> {
  const rollups = await store.rollups({ targetId: 'openai', resolution: '1d', from: 0, to: NOON * 2 });
  return [(await allRecords(store)).length, rollups.reduce((sum, { tally }) => sum + tally.count, 0)];
}

describe('a SQLite store in trouble', () => {
  let store: SqliteHistoryStore;
  let file = '';
  let count = 0;

  beforeEach(() => {
    file = join(folder, `${count++}`, 'history.db');
    store = new SqliteHistoryStore(file);
  });

  const pragma = (text: string): Promise<{ rows: unknown[] }> =>
    sql<object>`pragma ${sql.raw(text)}`.execute(store.database.kysely);

  /** The longest that a write waits for its next try is half a minute. */
  async function expectRecovery({ clock, writer, told }: ReturnType<typeof writing>): Promise<void> {
    clock.advance(30_000);
    await writer.tick();
    expect(writer.describe()).toMatchObject({ state: 'ok', queued: 0, lastWriteAt: clock.now() });
    expect(told).toEqual(['history cannot be written, trying again', 'history is written again']);
  }

  async function expectLossIsCounted(trouble: ReturnType<typeof writing>, error: RegExp): Promise<void> {
    const { clock, writer, observe } = trouble;
    for (let second = 0; second < 120; second++) {
      observe(1);
      await writer.tick();
      clock.advance(1_000);
    }
    const { state, lost, lastError, queued } = writer.describe();
    expect(lastError).toMatch(error);
    expect(state).toBe('unavailable');
    expect(lost).toEqual({ records: 70, rollups: 0, transitions: 0, circuits: 0 });
    expect(queued).toBeLessThanOrEqual(60);
  }

  it('goes on when the disk is full and then is not: what was lost is counted', async () => {
    const trouble = writing(store);
    await trouble.writer.flush();
    await pragma('max_page_count = 1');
    trouble.observe(1);
    await trouble.writer.tick();
    await pragma('max_page_count = 100000');
    trouble.clock.advance(30_000);
    await trouble.writer.tick();
    const { rows } = await pragma('page_count');
    expect(trouble.writer.describe().state).toBe('ok');
    // so full that not even one record goes in
    await sql`create table filler (x blob)`.execute(store.database.kysely);
    await pragma(`max_page_count = ${(rows[0] as { page_count: number }).page_count + 5}`);
    const fill = sql`insert into filler values (zeroblob(2000))`;
    for (;;) {
      try {
        await fill.execute(store.database.kysely);
      } catch (error) {
        expect(String(error)).toMatch(/full/);
        break;
      }
    }
    trouble.told.length = 0;
    const { writer, observe, clock } = trouble;
    for (let second = 0; second < 400 && writer.describe().lost.records === 0; second++) {
      observe(20);
      await writer.tick();
      clock.advance(1_000);
    }
    expect(writer.describe().lastError).toMatch(/full/);
    expect(writer.describe().lost.records).toBeGreaterThan(0);
    await sql`drop table filler`.execute(store.database.kysely);
    await pragma('max_page_count = 100000');
    await expectRecovery(trouble);
    await writer.stop(1_000);
  });

  it('goes on when the file can only be read for a while', async () => {
    const trouble = writing(store);
    await trouble.writer.flush();
    await pragma('query_only = on');
    await expectLossIsCounted(trouble, /readonly/);
    await pragma('query_only = off');
    await expectRecovery(trouble);
    expect(await recordedAndCounted(store)).toEqual([50, 120]);
    await store.close();
  });

  it('goes on when another process holds the file, while the event loop turns', async () => {
    const trouble = writing(store);
    await trouble.writer.flush();
    const other = new DatabaseSync(file);
    other.exec('begin immediate');
    trouble.observe(3);
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await trouble.writer.tick();
    clearInterval(timer);
    expect(turns).toBeGreaterThan(10);
    expect(trouble.writer.describe()).toMatchObject({ state: 'failing', lastError: 'database is locked' });
    other.exec('rollback');
    other.close();
    await expectRecovery(trouble);
    expect(await recordedAndCounted(store)).toEqual([3, 3]);
    await store.close();
  });

  it('opens as soon as it can, and keeps until then what there is room for', async () => {
    // where its folder should be there is a file
    mkdirSync(join(folder, 'blocked'));
    const blocked = join(folder, 'blocked', 'data');
    writeFileSync(blocked, '');
    const late = new SqliteHistoryStore(join(blocked, 'history.db'));
    const trouble = writing(late);
    trouble.observe(2);
    await trouble.writer.flush();
    expect(trouble.writer.describe()).toMatchObject({ state: 'unavailable', lastWriteAt: null });
    rmSync(blocked);
    await expectRecovery(trouble);
    expect(await recordedAndCounted(late)).toEqual([2, 2]);
    await late.close();
  });

  it('does not hold up a stop beyond its deadline', async () => {
    const { writer, observe, told } = writing(store);
    await writer.flush();
    const other = new DatabaseSync(file);
    other.exec('begin immediate');
    observe(3);
    await writer.stop(20);
    expect(told).toContain('history left unwritten');
    other.close();
    await delay(300);
  });

  it('refuses a file that is no database, and says so', async () => {
    mkdirSync(join(folder, 'garbage'));
    const garbage = join(folder, 'garbage', 'history.db');
    writeFileSync(garbage, 'nothing that SQLite has written, and longer than its header would be'.repeat(20));
    const { writer } = writing(new SqliteHistoryStore(garbage));
    await writer.flush();
    expect(writer.describe()).toMatchObject({
      state: 'unavailable',
      lastError: expect.stringContaining('file is not a database'),
    });
  });
});

const postgres = await findPostgres();
if (postgres === null) {
  console.warn('SKIPPED: a PostgreSQL store in trouble, since no PostgreSQL server is installed or running');
  it('has a PostgreSQL server to be tested on, where nothing may be skipped', () => {
    expect(process.env['NO_SKIPPED_TESTS'] ?? '').not.toBe('1');
  });
} else {
  describe('a PostgreSQL store in trouble', () => {
    let database = '';
    let way: TcpCut;
    let store: PostgresHistoryStore;

    beforeEach(async () => {
      database = await postgres.createDatabase();
      const url = new URL(database);
      way = new TcpCut(url.hostname, Number(url.port || 5432));
      await way.mend();
      url.hostname = '127.0.0.1';
      url.port = String(way.port);
      store = new PostgresHistoryStore(url.href);
    });

    afterEach(async () => {
      await store.close();
      await way.cut();
      await postgres.dropDatabase(database);
    });

    it('goes on when the server is away for a minute', async () => {
      const { clock, writer, observe } = writing(store);
      await writer.flush();
      await way.cut();
      for (let second = 0; second < 60; second++) {
        observe(1);
        await writer.tick();
        clock.advance(1_000);
      }
      expect(writer.describe()).toMatchObject({ state: 'unavailable', lost: { records: 10, rollups: 0 } });
      await way.mend();
      clock.advance(30_000);
      await writer.tick();
      expect(writer.describe()).toMatchObject({ state: 'ok', queued: 0 });
      expect(await recordedAndCounted(store)).toEqual([50, 60]);
    });

    it('says that a write hangs, and writes nothing twice once it goes on', async () => {
      const { clock, writer, observe } = writing(store);
      await writer.flush();
      observe(3);
      way.holdUp(true);
      const write = writer.tick();
      clock.advance(10_000);
      expect(writer.describe()).toMatchObject({ state: 'failing', queued: 5 });
      clock.advance(MINUTE_MS);
      expect(writer.describe().state).toBe('unavailable');
      observe(1);
      way.holdUp(false);
      await write;
      await writer.flush();
      expect(writer.describe()).toMatchObject({ state: 'ok', queued: 0 });
      expect(await recordedAndCounted(store)).toEqual([4, 4]);
    });
  });
}

afterAll(() => postgres?.stop());
