import { watch, type FSWatcher } from 'node:fs';
import { dirname } from 'node:path';
import { fingerprint } from './fingerprint.ts';

export interface FileWatchOptions {
  /** Called when one of the files is another than before. */
  readonly onChange: () => void;
  readonly onError: (error: unknown) => void;
  /** Wait after the first sign of a change, milliseconds [100]: editors and `kubectl` write in several steps. */
  readonly settleMs?: number;
  /** Looks without being told, milliseconds [5000]: network file systems tell nobody of changes. */
  readonly pollMs?: number;
}

const SETTLE_MS = 100;
const POLL_MS = 5000;

/**
 * Notices changes of files however they are made: written in place, renamed over, or behind a link. Folders are
 * watched, since a watch on a file is lost with the file that is renamed away.
 */
export class FileWatch {
  readonly #options: FileWatchOptions;
  readonly #watchers = new Map<string, FSWatcher>();
  #poll: NodeJS.Timeout | null = null;
  #settle: NodeJS.Timeout | null = null;
  #seen = new Map<string, string>();

  constructor(options: FileWatchOptions) {
    this.#options = options;
  }

  /** Watches these files from now on; a change since their fingerprints were taken is noticed at once. */
  follow(files: ReadonlyMap<string, string>): void {
    this.#seen = new Map(files);
    this.#poll ??= setInterval(() => this.#look(), this.#options.pollMs ?? POLL_MS).unref();
    this.#watchFolders();
    this.#look();
  }

  stop(): void {
    if (this.#poll !== null) clearInterval(this.#poll);
    if (this.#settle !== null) clearTimeout(this.#settle);
    this.#poll = null;
    this.#settle = null;
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  #look(): void {
    let isChanged = false;
    for (const [file, seen] of this.#seen) {
      const now = this.#fingerprint(file) ?? seen;
      if (now !== seen) isChanged = true;
      this.#seen.set(file, now);
    }
    if (isChanged) this.#options.onChange();
  }

  #fingerprint(file: string): string | null {
    try {
      return fingerprint(file);
    } catch (error) {
      this.#options.onError(error);
      return null;
    }
  }

  #lookSoon(): void {
    this.#settle ??= setTimeout(() => {
      this.#settle = null;
      this.#look();
    }, this.#options.settleMs ?? SETTLE_MS).unref();
  }

  #watchFolders(): void {
    const folders = new Set([...this.#seen.keys()].map((file) => dirname(file)));
    for (const [folder, watcher] of this.#watchers) {
      if (folders.has(folder)) continue;
      watcher.close();
      this.#watchers.delete(folder);
    }
    for (const folder of folders) if (!this.#watchers.has(folder)) this.#watchFolder(folder);
  }

  #watchFolder(folder: string): void {
    try {
      const watcher = watch(folder, { persistent: false }, () => this.#lookSoon());
      // the poll goes on, so a lost watch costs seconds and no change
      watcher.on('error', (error) => {
        this.#watchers.delete(folder);
        this.#options.onError(error);
      });
      this.#watchers.set(folder, watcher);
    } catch (error) {
      this.#options.onError(error);
    }
  }
}
