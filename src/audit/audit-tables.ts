import type { Kysely } from 'kysely';
import type { Migrations } from '../history/database/sql-database.ts';

export interface AuditRow {
  /** Sorts by time; see `entryId`. */
  readonly id: string;
  readonly at_ms: number;
  readonly caller: string;
  readonly address: string | null;
  readonly method: string;
  readonly path: string;
  readonly target: string | null;
  readonly status: number | null;
  readonly reason: string | null;
}

// no interface: Kysely wants an index signature, which only a type has of itself
export type AuditTables = { audit_entries: AuditRow };

/** A change is a new migration, never a change of one that has been released. */
export const AUDIT_MIGRATIONS: Migrations = { '001_audit': { up: createEntries } };

async function createEntries(schema: Kysely<object>): Promise<void> {
  await schema.schema
    .createTable('audit_entries')
    .ifNotExists()
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('at_ms', 'bigint', (column) => column.notNull())
    .addColumn('caller', 'text', (column) => column.notNull())
    .addColumn('address', 'text')
    .addColumn('method', 'text', (column) => column.notNull())
    .addColumn('path', 'text', (column) => column.notNull())
    .addColumn('target', 'text')
    .addColumn('status', 'integer')
    .addColumn('reason', 'text')
    .execute();
}
