import { CompiledQuery, Kysely, PostgresDialect, sql } from 'kysely';
import { runMigrations } from './migrate.ts';
import { TimedPool } from './postgres-pool.ts';
import type { RowStatement } from './row-statement.ts';
import { type AnyTransaction, type Migrations, type Row, SqlDatabase } from './sql-database.ts';

/** Rows of one statement; few different numbers, so that each is compiled once. */
const CHUNK_SIZES = [64, 16, 4, 1];

/** A row's header and line pointer (28) and its entry in the index of a key of some columns. */
const ROW_OVERHEAD_BYTES = 70;

/** A server that several processes may share. */
export class PostgresDatabase extends SqlDatabase {
  readonly engine = 'postgres';
  readonly kysely: Kysely<object>;

  constructor(url: string) {
    super();
    this.kysely = new Kysely<object>({ dialect: new PostgresDialect({ pool: new TimedPool(url) }) });
  }

  migrate(room: string, migrations: Migrations): Promise<void> {
    return runMigrations(this.kysely, room, migrations);
  }

  async insertRows(
    transaction: AnyTransaction,
    statement: RowStatement,
    rows: readonly Row[],
  ): Promise<void> {
    for (let from = 0; from < rows.length;) {
      const size = CHUNK_SIZES.find((each) => each <= rows.length - from) ?? 1;
      const text = statement.sqlFor(this.kysely, this.engine, size);
      await transaction.executeQuery(CompiledQuery.raw(text, rows.slice(from, from + size).flat()));
      from += size;
    }
  }

  async lock(transaction: AnyTransaction, name: string): Promise<void> {
    await sql`select pg_advisory_xact_lock(hashtext(${`bellwether ${name}`}))`.execute(transaction);
  }

  /** What the live rows take, as the server last counted them: its files do not shrink when rows are deleted. */
  async liveBytes(): Promise<number> {
    const { rows } = await sql<{ bytes: number }>`
      select coalesce(sum(t.n_live_tup * (${ROW_OVERHEAD_BYTES} + coalesce(w.width, 0))), 0)::float8 as bytes
      from pg_stat_user_tables t
      left join (select tablename, sum(avg_width) as width from pg_stats where schemaname = current_schema()
                 group by tablename) w on w.tablename = t.relname
      where t.schemaname = current_schema()`.execute(this.kysely);
    return rows[0]?.bytes ?? 0;
  }

  /** Its autovacuum does that. */
  async reclaim(): Promise<void> {}

  close(): Promise<void> {
    return this.kysely.destroy();
  }
}
