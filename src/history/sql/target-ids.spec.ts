import { SqliteDatabase } from '../database/sqlite-database.ts';
import type { HistoryKysely } from './tables.ts';
import { TargetIds } from './target-ids.ts';

describe('the numbers of targets', () => {
  const kysely = SqliteDatabase.inMemory().kysely as HistoryKysely;

  beforeAll(async () => {
    await kysely.schema
      .createTable('targets')
      .addColumn('id', 'integer', (column) => column.primaryKey())
      .addColumn('name', 'text', (column) => column.unique())
      .execute();
  });

  afterAll(() => kysely.destroy());

  it('are looked up again for a name that nobody knows, but once a second whoever asks', async () => {
    let nowMs = 0;
    const ids = new TargetIds(kysely, () => nowMs);
    const other = new TargetIds(kysely);
    expect(await ids.find('openai')).toBeNull();
    await other.register(['openai', 'google']);
    expect(await ids.find('openai')).toBeNull();
    expect(await ids.find('google')).toBeNull();
    nowMs += 1_000;
    expect(await ids.find('openai')).toBe(1);
    expect(await ids.find('google')).toBe(2);
  });
});
