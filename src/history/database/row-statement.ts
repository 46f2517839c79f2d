import type { Kysely } from 'kysely';
import type { SqlValue } from './sql-database.ts';

type AnyTables = Record<string, Record<string, SqlValue>>;

export interface RowStatementOptions {
  readonly table: string;
  /** In the order in which rows give their values. */
  readonly columns: readonly string[];
  /** The columns of the primary key. */
  readonly key: readonly string[];
  /** What becomes of a row whose key is there already: the old one stays, or takes all values of the new one. */
  readonly onConflict: 'keep' | 'replace';
}

/** An insert of many rows; compiled once for each number of rows, since compiling costs more than inserting. */
export class RowStatement {
  readonly #options: RowStatementOptions;
  readonly #compiled = new Map<string, string>();

  constructor(options: RowStatementOptions) {
    this.#options = options;
  }

  /** Values to a row. */
  get width(): number {
    return this.#options.columns.length;
  }

  /** @param dialect what names the compiler of `kysely` */
  sqlFor(kysely: Kysely<object>, dialect: string, rowCount: number): string {
    const name = `${dialect} ${rowCount}`;
    const known = this.#compiled.get(name);
    if (known !== undefined) return known;
    const sql = this.#compile(kysely, rowCount);
    this.#compiled.set(name, sql);
    return sql;
  }

  #compile(kysely: Kysely<object>, rowCount: number): string {
    const { table, columns, key, onConflict } = this.#options;
    const row = Object.fromEntries(columns.map((column) => [column, 0]));
    const values = columns.filter((column) => !key.includes(column));
    return kysely
      .withTables<AnyTables>()
      .insertInto(table)
      .values(Array.from({ length: rowCount }, () => row))
      .onConflict((conflict) => {
        const found = conflict.columns(key);
        if (onConflict === 'keep') return found.doNothing();
        return found.doUpdateSet((refer) =>
          Object.fromEntries(values.map((column) => [column, refer.ref(`excluded.${column}`)])),
        );
      })
      .compile().sql;
  }
}
