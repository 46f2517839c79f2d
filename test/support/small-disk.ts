import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MEGABYTE = 1024 * 1024;

/** A file system of a test's own, small enough to be filled. */
export class SmallDisk {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Null where this user may not mount one. */
  static mount(sizeMb: number): SmallDisk | null {
    const folder = mkdtempSync(join(tmpdir(), 'bellwether-disk-'));
    try {
      mount('mount', '-t', 'tmpfs', '-o', `size=${sizeMb}m`, 'tmpfs', folder);
      return new SmallDisk(folder);
    } catch {
      rmSync(folder, { recursive: true, force: true });
      return null;
    }
  }

  /** To the last byte. */
  fill(): void {
    const { bavail, bsize } = statfsSync(this.folder);
    const file = join(this.folder, 'filling');
    writeFileSync(file, Buffer.alloc(Math.max(0, bavail * bsize - MEGABYTE)));
    try {
      for (;;) writeFileSync(file, Buffer.alloc(4_096), { flag: 'a' });
    } catch {
      // It is full, which is what was wanted.
    }
  }

  empty(): void {
    rmSync(join(this.folder, 'filling'), { force: true });
  }

  /** For whoever opens a file from now on; what is open already stays writable, as on a disk that was remounted. */
  makeReadOnly(isReadOnly: boolean): void {
    const { folder } = this;
    if (!isReadOnly) return mount('umount', folder);
    mount('mount', '--bind', folder, folder);
    mount('mount', '-o', 'remount,ro,bind', folder, folder);
  }

  unmount(): void {
    mount('umount', '-l', this.folder);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function mount(program: 'mount' | 'umount', ...args: readonly string[]): void {
  execFileSync(program, args, { stdio: 'ignore' });
}
