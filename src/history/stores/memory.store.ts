import { SqliteDatabase } from '../database/sqlite-database.ts';
import { SqlHistoryStore } from '../sql/sql-history.store.ts';

/** In the memory of this process, and gone with it. */
export class MemoryHistoryStore extends SqlHistoryStore {
  readonly engine = 'memory';

  constructor() {
    super(SqliteDatabase.inMemory());
  }
}
