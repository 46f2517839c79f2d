import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** Debian's HAProxy with a configuration of the test's. */
export class HaProxy {
  readonly #process: ChildProcess;
  readonly #folder: string;

  private constructor(process: ChildProcess, folder: string) {
    this.#process = process;
    this.#folder = folder;
  }

  static isInstalled(): boolean {
    try {
      execFileSync('haproxy', ['-v'], { stdio: 'ignore' });
      return true;
    } catch {
      // Not there, or not to be run: the same to us.
      return false;
    }
  }

  /** Resolves once it accepts on that port. `env` is what the configuration reads of the environment. */
  static async start(
    configuration: string,
    port: number,
    env: Readonly<Record<string, string>> = {},
  ): Promise<HaProxy> {
    const folder = mkdtempSync(join(tmpdir(), 'bellwether-haproxy-'));
    const file = join(folder, 'haproxy.cfg');
    writeFileSync(file, configuration);
    const proxy = new HaProxy(
      spawn('haproxy', ['-db', '-f', file], { stdio: 'ignore', env: { ...process.env, ...env } }),
      folder,
    );
    for (let tries = 0; !(await accepts(port)); tries++) {
      if (tries > 200) throw new Error('haproxy does not accept connections');
      await wait(25);
    }
    return proxy;
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill('SIGKILL');
    await ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
