import { PostgresDatabase } from '../database/postgres-database.ts';
import { SqlHistoryStore } from '../sql/sql-history.store.ts';

/** On a server that several processes may share. */
export class PostgresHistoryStore extends SqlHistoryStore {
  readonly engine = 'postgres';

  /** @param url `postgres://…` */
  constructor(url: string) {
    super(new PostgresDatabase(url));
  }
}
