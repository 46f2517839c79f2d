import { SqliteSession, type Statement, type StatementResult } from './sqlite-session.ts';

/** Who runs statements on a SQLite database: a thread of its own, or this one. */
export abstract class SqliteConnector {
  /** Makes it ready; a thread that has ended is begun anew. */
  abstract connect(): void;
  abstract execute(statement: Statement): Promise<StatementResult>;
  abstract close(): Promise<void>;
}

/** A database in memory: there is no disk that could block, so it needs no thread. */
export class MemoryConnector extends SqliteConnector {
  readonly #session = new SqliteSession(':memory:');

  connect(): void {
    // opened by its first statement
  }

  async execute(statement: Statement): Promise<StatementResult> {
    return this.#session.execute(statement);
  }

  async close(): Promise<void> {
    this.#session.close();
  }
}
