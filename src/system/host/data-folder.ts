import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { filePathOf } from '../../history/stores/store-for.ts';

/** Where our data lies; null where it lies in memory or on a server. */
export function dataFolderOf(databaseUrl: string): string | null {
  return databaseUrl.startsWith('file:') ? dirname(resolve(filePathOf(databaseUrl))) : null;
}

/** The folder, or the nearest above it that exists already. */
export async function existingFolder(folder: string): Promise<string> {
  try {
    await stat(folder);
    return folder;
  } catch (error) {
    const parent = dirname(folder);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || parent === folder) throw error;
    return existingFolder(parent);
  }
}
