import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What a script said, and how it ended. */
export interface Ran {
  readonly code: number;
  readonly said: string;
  readonly complained: string;
}

/** Debian's nginx in a folder of the test's, with a configuration that listens on that port. */
export class Nginx {
  readonly #process: ChildProcess;

  private constructor(process: ChildProcess) {
    this.#process = process;
  }

  static isInstalled(): boolean {
    try {
      execFileSync('nginx', ['-v'], { stdio: 'ignore' });
      return true;
    } catch {
      // Not there, or not to be run: the same to us.
      return false;
    }
  }

  /** Writes it as `nginx.conf`; what it includes must be there. */
  static start(folder: string, configuration: string): Nginx {
    writeFileSync(join(folder, 'nginx.conf'), configuration);
    const flags = ['-p', folder, '-c', 'nginx.conf', '-e', 'error.log', '-g', 'daemon off;'];
    return new Nginx(spawn('nginx', flags, { stdio: 'ignore' }));
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    await ended;
  }
}

/** Runs a program to its end. */
export async function ran(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Ran> {
  try {
    const { stdout, stderr } = await run(program, args, { env: { ...process.env, ...env } });
    return { code: 0, said: stdout.trim(), complained: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, said: stdout.trim(), complained: stderr };
  }
}
