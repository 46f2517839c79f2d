import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const DEFAULT_FILE = join('config', 'bellwether.yaml');

/** The file of BELLWETHER_CONFIG, else `config/bellwether.yaml` of the package. */
export function settingsFile(named: string | undefined): string {
  return named === undefined || named === '' ? defaultSettingsFile() : named;
}

/** Searched upwards, since the code runs from `src`, from `dist` and from a bundle. */
export function defaultSettingsFile(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (let parent = dirname(folder); parent !== folder; parent = dirname(folder)) {
    if (existsSync(join(folder, DEFAULT_FILE))) return join(folder, DEFAULT_FILE);
    folder = parent;
  }
  return DEFAULT_FILE;
}
