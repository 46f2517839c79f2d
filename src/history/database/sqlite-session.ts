import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';

/** One statement; with `width` its parameters are those of several rows one after the other, so many to a row. */
export interface Statement {
  readonly sql: string;
  readonly parameters: readonly unknown[];
  readonly width?: number;
}

/** Rows as arrays: they cross to another thread at half the cost of objects. */
export interface StatementResult {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  readonly changes: number;
}

interface Prepared {
  readonly statement: StatementSync;
  readonly columns: readonly string[];
}

/** chosen: more than there are different statements; beyond it the oldest is prepared anew. */
const MOST_PREPARED = 200;
/** How long another process may hold the file; whoever writes tries again later, and whoever reads shall not wait. */
const BUSY_TIMEOUT_MS = 250;
const MEMORY = ':memory:';

/**
 * A SQLite file, opened by the first statement. Everything here blocks its thread: for a file that is a thread of its
 * own, since a slow disk would stop the event loop.
 */
export class SqliteSession {
  readonly #path: string;
  #database: DatabaseSync | null = null;
  readonly #prepared = new Map<string, Prepared>();

  constructor(path: string) {
    this.#path = path;
  }

  execute({ sql, parameters, width }: Statement): StatementResult {
    const database = (this.#database ??= openDatabase(this.#path));
    // SQLite ends a transaction by itself when the disk is full; rolling back is then no error.
    if (sql === 'rollback' && !database.isTransaction) return { columns: [], rows: [], changes: 0 };
    const { statement, columns } = this.#prepare(database, sql);
    const values = parameters as SQLInputValue[];
    if (width !== undefined) return { columns, rows: [], changes: runRows(statement, values, width) };
    if (columns.length > 0) {
      return { columns, rows: statement.all(...values) as unknown as unknown[][], changes: 0 };
    }
    return { columns, rows: [], changes: Number(statement.run(...values).changes) };
  }

  close(): void {
    this.#prepared.clear();
    this.#database?.close();
    this.#database = null;
  }

  #prepare(database: DatabaseSync, sql: string): Prepared {
    const known = this.#prepared.get(sql);
    if (known !== undefined) return known;
    const statement = database.prepare(sql);
    statement.setReturnArrays(true);
    const prepared = { statement, columns: statement.columns().map(({ name }) => name) };
    // A change of the schema would leave a kept `select *` with the names of before.
    if (!/^\s*(select|insert|update|delete|with|begin|commit|rollback)\b/i.test(sql)) return prepared;
    this.#prepared.set(sql, prepared);
    const [oldest] = this.#prepared.keys();
    if (this.#prepared.size > MOST_PREPARED && oldest !== undefined) this.#prepared.delete(oldest);
    return prepared;
  }
}

function openDatabase(path: string): DatabaseSync {
  if (path !== MEMORY) mkdirSync(dirname(path), { recursive: true });
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: false });
  try {
    // The first two must come before the first table. In pages of 4 KB a busy target's roll-ups (1.4 KB at 100,000
    // calls each) would take an overflow page each. With NORMAL a killed process loses nothing that was committed.
    database.exec(`
      pragma page_size = 8192;
      pragma auto_vacuum = incremental;
      pragma journal_mode = wal;
      pragma synchronous = normal;
      pragma journal_size_limit = 16777216;
    `);
  } catch (error) {
    database.close();
    throw error;
  }
  return database;
}

function runRows(statement: StatementSync, values: readonly SQLInputValue[], width: number): number {
  const row = values.slice(0, width);
  let changes = 0;
  for (let from = 0; from < values.length; from += width) {
    for (let column = 0; column < width; column++) row[column] = values[from + column] as SQLInputValue;
    changes += Number(statement.run(...row).changes);
  }
  return changes;
}
