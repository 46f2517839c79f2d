import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const MOUNT = '/sys/fs/cgroup';

/** A control group of a test's own; its processes have so much memory. */
export class MemoryLimitedGroup {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Null where this user may not make one. */
  static create(limitBytes: number): MemoryLimitedGroup | null {
    const isV1 = existsSync(join(MOUNT, 'memory', 'memory.limit_in_bytes'));
    const folder = join(MOUNT, isV1 ? 'memory' : '', `bellwether-test-${process.pid}`);
    try {
      mkdirSync(folder);
      writeFileSync(join(folder, isV1 ? 'memory.limit_in_bytes' : 'memory.max'), String(limitBytes));
      return new MemoryLimitedGroup(folder);
    } catch {
      // Read-only, not ours, or without a controller for memory.
      return null;
    }
  }

  /** Runs a script in it and gives what it writes. */
  async run(script: string): Promise<string> {
    const enter = `echo $$ > ${join(this.#folder, 'cgroup.procs')} && exec "$0" "$@"`;
    const child = spawn('sh', ['-c', enter, process.execPath, script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    await new Promise((resolve) => child.once('close', resolve));
    return output;
  }

  remove(): void {
    const isEmpty = readFileSync(join(this.#folder, 'cgroup.procs'), 'utf8') === '';
    if (isEmpty) rmdirSync(this.#folder);
  }
}
