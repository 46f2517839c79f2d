import { type Kysely, Migrator } from 'kysely';
import type { Migrations } from './sql-database.ts';

/**
 * Runs what has not run yet of one room's migrations. Each room keeps a record of its own, so that rooms need not know
 * each other's migrations. On PostgreSQL a lock makes processes that start together wait for each other.
 * @throws Error with the failed migration's error as its cause
 */
export async function runMigrations(
  kysely: Kysely<object>,
  room: string,
  migrations: Migrations,
): Promise<void> {
  const migrator = new Migrator({
    db: kysely,
    provider: { getMigrations: async () => ({ ...migrations }) },
    migrationTableName: `${room}_migrations`,
    migrationLockTableName: `${room}_migrations_lock`,
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error === undefined) return;
  const failed = results?.find(({ status }) => status === 'Error')?.migrationName;
  const what = failed === undefined ? `the migrations of ${room}` : `the migration ${failed} of ${room}`;
  throw new Error(`${what} failed: ${messageOf(error)}`, {
    cause: error,
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : JSON.stringify(error);
}
