import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Of the package that this code belongs to. */
export const VERSION: string = readVersion(dirname(fileURLToPath(import.meta.url)));

/** Searched upwards, since the code runs from `src`, from `dist` and from a bundle. */
function readVersion(folder: string): string {
  const file = join(folder, 'package.json');
  if (existsSync(file)) {
    const { name, version } = JSON.parse(readFileSync(file, 'utf8')) as { name?: string; version?: string };
    if (name === 'bellwether' && version !== undefined) return version;
  }
  const parent = dirname(folder);
  if (parent === folder) throw new Error('package.json of bellwether: required beside the code, not found');
  return readVersion(parent);
}
