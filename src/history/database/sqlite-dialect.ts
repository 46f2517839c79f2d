import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { SqliteConnector } from './sqlite-connector.ts';
import type { StatementResult } from './sqlite-session.ts';

/** A statement whose parameters are those of several rows one after the other. */
export interface RowsQuery extends CompiledQuery {
  readonly width: number;
}

/**
 * Kysely's SQLite with a driver of our own: its driver wants a database that answers at once, and ours may live in
 * another thread.
 */
export class SqliteThreadDialect implements Dialect {
  readonly #connector: SqliteConnector;

  constructor(connector: SqliteConnector) {
    this.#connector = connector;
  }

  createDriver(): Driver {
    return new SqliteThreadDriver(this.#connector);
  }

  createQueryCompiler(): SqliteQueryCompiler {
    return new SqliteQueryCompiler();
  }

  createAdapter(): SqliteAdapter {
    return new SqliteAdapter();
  }

  createIntrospector(database: Kysely<unknown>): SqliteIntrospector {
    return new SqliteIntrospector(database);
  }
}

/** One connection, one user at a time: what is not part of a transaction waits for its end. */
class SqliteThreadDriver implements Driver {
  readonly #connector: SqliteConnector;
  readonly #connection: SqliteThreadConnection;
  #lastTurn: Promise<void> = Promise.resolve();
  #endTurn: () => void = () => {};

  constructor(connector: SqliteConnector) {
    this.#connector = connector;
    this.#connection = new SqliteThreadConnection(connector);
  }

  async init(): Promise<void> {
    this.#connector.connect();
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    const before = this.#lastTurn;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#lastTurn = promise;
    await before;
    this.#endTurn = resolve;
    try {
      this.#connector.connect();
    } catch (error) {
      resolve();
      throw error;
    }
    return this.#connection;
  }

  async releaseConnection(): Promise<void> {
    this.#endTurn();
  }

  /** A transaction of ours writes sooner or later; one that began by reading could not always. */
  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'));
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('rollback'));
  }

  async destroy(): Promise<void> {
    await this.#connector.close();
  }
}

class SqliteThreadConnection implements DatabaseConnection {
  readonly #connector: SqliteConnector;

  constructor(connector: SqliteConnector) {
    this.#connector = connector;
  }

  async executeQuery<R>(query: CompiledQuery | RowsQuery): Promise<QueryResult<R>> {
    const { sql, parameters } = query;
    const statement = 'width' in query ? { sql, parameters, width: query.width } : { sql, parameters };
    const result = await this.#connector.execute(statement);
    return { rows: objectsOf(result) as R[], numAffectedRows: BigInt(result.changes) };
  }

  /** What is read in pieces is read page by page: a statement left open would hold back the checkpoints. */
  streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('a SQLite database is read in pages, not as a stream');
  }
}

function objectsOf({ columns, rows }: StatementResult): object[] {
  return rows.map((row) => {
    const object: Record<string, unknown> = {};
    for (let column = 0; column < columns.length; column++) object[columns[column] as string] = row[column];
    return object;
  });
}
