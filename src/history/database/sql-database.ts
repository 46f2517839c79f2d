import type { CompiledQuery, Kysely, Migration, QueryExecutorProvider } from 'kysely';
import type { RowStatement } from './row-statement.ts';

export type SqlEngine = 'sqlite' | 'postgres';

export type SqlValue = number | string | Uint8Array | null;
/** Values in the order of a statement's columns. */
export type Row = readonly SqlValue[];

/** A transaction of any room, whatever its tables. */
export interface AnyTransaction extends QueryExecutorProvider {
  executeQuery(query: CompiledQuery): Promise<unknown>;
}

/** Migrations of one room by name; they run in the order of their names, once each. */
export type Migrations = Readonly<Record<string, Migration>>;

/**
 * One database with the tables of several rooms. Queries are written once over Kysely; what the engines do differently
 * is behind these methods. `kysely` knows no tables: each room says which are its own with `withTables`.
 */
export abstract class SqlDatabase {
  abstract readonly engine: SqlEngine;
  abstract readonly kysely: Kysely<object>;
  /** Brings one room's tables to their newest form; safe when several processes start at once. */
  abstract migrate(room: string, migrations: Migrations): Promise<void>;
  abstract insertRows(
    transaction: AnyTransaction,
    statement: RowStatement,
    rows: readonly Row[],
  ): Promise<void>;
  /** From here to the end of the transaction nobody else gets past the lock of that name. */
  abstract lock(transaction: AnyTransaction, name: string): Promise<void>;
  /** Bytes of live data; what was deleted and not yet given back does not count. */
  abstract liveBytes(): Promise<number>;
  /** Gives a little of what was deleted back to the file system. */
  abstract reclaim(): Promise<void>;
  abstract close(): Promise<void>;
}
