import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { SqlAlertStore } from '../../src/alerts/store/sql-alert.store.ts';
import { PostgresDatabase } from '../../src/history/database/postgres-database.ts';
import { SqliteDatabase } from '../../src/history/database/sqlite-database.ts';
import {
  changeOf,
  NOTHING,
  NOON,
  resolved,
  sampleAlert,
  sampleMessage,
  toChannel,
} from './alert-store-samples.ts';
import { findPostgres } from './history-store-postgres.ts';
import { TcpCut } from './tcp-cut.ts';

const folder = mkdtempSync(join(tmpdir(), 'bellwether-alert-faults-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const alert = sampleAlert();
const firing = toChannel(sampleMessage([alert]));
const ended = toChannel(sampleMessage([resolved(alert)], { id: 'message-2' }));
const FIRED = { ...NOTHING, alerts: [alert], deliveries: [firing] };
const ENDED = { ...NOTHING, alerts: [resolved(alert)], deliveries: [ended] };
const SENT = changeOf(firing, { state: 'delivered', deliveredAt: NOON });

async function pendingOf(store: SqlAlertStore): Promise<string[]> {
  return (await store.pending()).map(({ message }) => message.id);
}

describe('alerts in a SQLite file in trouble', () => {
  let database: SqliteDatabase;
  let store: SqlAlertStore;
  let file = '';
  let count = 0;

  beforeEach(async () => {
    file = join(folder, `${count++}`, 'alerts.db');
    database = SqliteDatabase.inFile(file);
    store = new SqlAlertStore(database);
    await store.open();
    await store.commit(FIRED);
  });

  afterEach(() => database.close());

  const pragma = (text: string) => sql<object>`pragma ${sql.raw(text)}`.execute(database.kysely);

  async function expectNothingTaken(error: RegExp): Promise<void> {
    await expect(store.commit(ENDED)).rejects.toThrow(error);
    await expect(store.settle([SENT], [ended])).rejects.toThrow(error);
    expect(await pendingOf(store)).toEqual(['message-1']);
    expect(await store.alert('alert-1')).toEqual(alert);
  }

  async function expectAllTaken(): Promise<void> {
    await store.commit(ENDED);
    await store.settle([SENT], []);
    expect(await pendingOf(store)).toEqual(['message-2']);
    expect(await store.alert('alert-1')).toEqual(resolved(alert));
  }

  it('take nothing while another process holds the file, and all after', async () => {
    const other = new DatabaseSync(file);
    other.exec('begin immediate');
    await expectNothingTaken(/locked/);
    other.exec('rollback');
    other.close();
    await expectAllTaken();
  });

  it('take nothing while the file can only be read, and all after', async () => {
    await pragma('query_only = on');
    await expectNothingTaken(/readonly/);
    await pragma('query_only = off');
    await expectAllTaken();
  });

  it('take nothing in part while the disk is full, and all after', async () => {
    const { rows } = await pragma('page_count');
    await pragma(`max_page_count = ${(rows[0] as { page_count: number }).page_count}`);
    const evidence = Array.from({ length: 500 }, (_, index) => ({
      at: NOON,
      message: `${index} `.repeat(200),
      code: null,
      httpStatus: null,
      requestId: null,
    }));
    const big = toChannel(sampleMessage([{ ...alert, evidence }], { id: 'big' }));
    const tooMuch = { ...ENDED, deliveries: [ended, big] };
    await expect(store.commit(tooMuch)).rejects.toThrow(/full/);
    await expect(store.settle([SENT], [big])).rejects.toThrow(/full/);
    expect(await pendingOf(store)).toEqual(['message-1']);
    expect(await store.alert('alert-1')).toEqual(alert);
    await pragma('max_page_count = 100000');
    await store.commit(tooMuch);
    expect(await pendingOf(store)).toEqual(['message-1', 'message-2', 'big']);
  });
});

const postgres = await findPostgres();
if (postgres === null) {
  console.warn(
    'SKIPPED: alerts on PostgreSQL in trouble, since no PostgreSQL server is installed or running',
  );
  it('has a PostgreSQL server to be tested on, where nothing may be skipped', () => {
    expect(process.env['NO_SKIPPED_TESTS'] ?? '').not.toBe('1');
  });
} else {
  it('alerts on a PostgreSQL that goes away take nothing, and all once it is back', async () => {
    const url = await postgres.createDatabase();
    const direct = new URL(url);
    const way = new TcpCut(direct.hostname, Number(direct.port || 5432));
    await way.mend();
    direct.hostname = '127.0.0.1';
    direct.port = String(way.port);
    const database = new PostgresDatabase(direct.href);
    const store = new SqlAlertStore(database);
    await store.open();
    await store.commit(FIRED);
    await way.cut();
    await expect(store.commit(ENDED)).rejects.toThrow(/connect|terminated|closed/i);
    await expect(store.settle([SENT], [])).rejects.toThrow(/connect|terminated|closed/i);
    await way.mend();
    expect(await pendingOf(store)).toEqual(['message-1']);
    await store.commit(ENDED);
    await store.settle([SENT], []);
    expect(await pendingOf(store)).toEqual(['message-2']);
    await database.close();
    await way.cut();
    await postgres.dropDatabase(url);
  });
}

afterAll(() => postgres?.stop());
