import type { Kysely } from 'kysely';
import type { AuditEntry } from '../access/audit-trail.ts';
import type { EpochMs } from '../clock/clock.ts';
import type { SqlDatabase } from '../history/database/sql-database.ts';
import { AUDIT_MIGRATIONS, type AuditRow, type AuditTables } from './audit-tables.ts';
import { firstIdAt } from './entry-id.ts';

export interface KeptEntry extends AuditEntry {
  readonly id: string;
}

export interface AuditPage {
  /** Newest first. */
  readonly items: readonly KeptEntry[];
  /** Id to go on below; null at the end. */
  readonly next: string | null;
}

/** Keeps what was done by hand in the database of history. */
export class AuditStore {
  readonly #database: SqlDatabase;
  readonly #kysely: Kysely<AuditTables>;
  #isOpen = false;

  constructor(database: SqlDatabase) {
    this.#database = database;
    this.#kysely = database.kysely.withTables<AuditTables>();
  }

  /** Entries that are there already are left as they are: a write whose answer was lost may be tried again. */
  async write(entries: readonly KeptEntry[]): Promise<void> {
    if (entries.length === 0) return;
    await this.#use(() =>
      this.#kysely
        .insertInto('audit_entries')
        .values(entries.map(rowOf))
        .onConflict((conflict) => conflict.column('id').doNothing())
        .execute(),
    );
  }

  /** @param below id of the last entry of the page before, or null for the newest */
  async page(limit: number, below: string | null): Promise<AuditPage> {
    const rows = await this.#use(() => {
      const all = this.#kysely.selectFrom('audit_entries').selectAll().orderBy('id', 'desc');
      return (below === null ? all : all.where('id', '<', below)).limit(limit + 1).execute();
    });
    const items = rows.slice(0, limit).map(entryOf);
    return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
  }

  /** Keeps so many of the newest, and none from before that time. */
  async prune(mostEntries: number, since: EpochMs): Promise<void> {
    const last = await this.#use(() =>
      this.#kysely
        .selectFrom('audit_entries')
        .select('id')
        .orderBy('id', 'desc')
        .offset(mostEntries - 1)
        .limit(1)
        .executeTakeFirst(),
    );
    const floor = [firstIdAt(since), last?.id ?? ''].toSorted().at(-1)!;
    await this.#use(() => this.#kysely.deleteFrom('audit_entries').where('id', '<', floor).execute());
  }

  /** Makes the table before the first use, and again after a failure: it may be another database by then. */
  async #use<T>(work: () => Promise<T>): Promise<T> {
    try {
      if (!this.#isOpen) await this.#database.migrate('audit', AUDIT_MIGRATIONS);
      this.#isOpen = true;
      return await work();
    } catch (error) {
      this.#isOpen = false;
      throw error;
    }
  }
}

function rowOf({ at, ...entry }: KeptEntry): AuditRow {
  return { ...entry, at_ms: at };
}

function entryOf({ at_ms, ...row }: AuditRow): KeptEntry {
  return { ...row, at: at_ms };
}
