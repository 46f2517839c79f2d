import { SqliteDatabase } from '../database/sqlite-database.ts';
import { SqlHistoryStore } from '../sql/sql-history.store.ts';

/** In a file that a thread of its own holds: a slow disk delays history and nothing else. */
export class SqliteHistoryStore extends SqlHistoryStore {
  readonly engine = 'sqlite';

  /** @param path of the file; it and its folder are made when they are missing */
  constructor(path: string) {
    super(SqliteDatabase.inFile(path));
  }
}
