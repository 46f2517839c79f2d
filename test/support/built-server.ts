import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from './child-environment.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The server as `npm start` runs it, in a process of its own. */
export class BuiltServer {
  readonly url: string;
  readonly #process: ChildProcess;
  readonly #ended: Promise<number | null>;

  private constructor(process: ChildProcess, port: number) {
    this.#process = process;
    this.url = `http://127.0.0.1:${port}`;
    this.#ended = new Promise((resolve) => process.once('exit', resolve));
  }

  /** Builds where a source is newer than the last build. */
  static build(): void {
    const { status, stderr } = spawnSync(process.execPath, ['scripts/ensure-built.js'], { cwd: ROOT });
    if (status !== 0) throw new Error(`the build failed: ${String(stderr)}`);
  }

  /** Resolves once it listens. */
  static async start(port: number, env: Readonly<Record<string, string>>): Promise<BuiltServer> {
    const child = spawn(process.execPath, ['dist/server.js'], {
      cwd: ROOT,
      env: childEnvironment({ DATABASE_URL: 'memory:', PORT: String(port), ...env }),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    child.stdout.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('server listening')) resolve();
    });
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
    await promise;
    return new BuiltServer(child, port);
  }

  /** Gives its exit code. */
  async terminate(): Promise<number | null> {
    this.#process.kill('SIGTERM');
    return this.#ended;
  }

  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#ended;
  }
}
