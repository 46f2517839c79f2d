import { fileURLToPath } from 'node:url';
import type { HistoryStore } from '../history-store.ts';

/**
 * The store that a database URL names: `file:…`, `postgres://…` or `memory:`. Only what it needs is loaded.
 * @throws Error for another URL
 */
export async function storeFor(databaseUrl: string): Promise<HistoryStore> {
  if (databaseUrl === 'memory:') {
    const { MemoryHistoryStore } = await import('./memory.store.ts');
    return new MemoryHistoryStore();
  }
  if (databaseUrl.startsWith('file:')) {
    const { SqliteHistoryStore } = await import('./sqlite.store.ts');
    return new SqliteHistoryStore(filePathOf(databaseUrl));
  }
  if (/^postgres(ql)?:/.test(databaseUrl)) {
    const { PostgresHistoryStore } = await import('./postgres.store.ts');
    return new PostgresHistoryStore(databaseUrl);
  }
  throw new Error('database_url: must be file:…, postgres://… or memory:');
}

/** `file:data/x.db` is below the working directory, `file:/x.db` and `file:///x.db` are not. */
export function filePathOf(url: string): string {
  return url.startsWith('file://') ? fileURLToPath(url) : url.slice('file:'.length);
}
