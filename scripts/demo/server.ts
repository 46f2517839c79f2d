import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

const START_DEADLINE_MS = 60_000;
/** After this a server that was asked to stop is killed: Ctrl-C must not hang. */
const STOP_DEADLINE_MS = 1_500;
const KEPT_LOG_LINES = 40;

export interface ServerOptions {
  readonly root: URL;
  readonly port: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Shows what the server logs. */
  readonly isVerbose: boolean;
}

/** Bellwether as a child process, as `npm start` runs it. */
export class DemoServer {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #lastLines: string[] = [];

  constructor(options: ServerOptions) {
    this.url = `http://127.0.0.1:${options.port}`;
    this.#child = spawn(process.execPath, ['dist/main.js'], {
      cwd: options.root,
      env: { ...process.env, ...options.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => this.#keep(text, options.isVerbose));
    }
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** What the server said last: the reason, when it did not start. */
  get lastLines(): string {
    return this.#lastLines.join('\n');
  }

  /** Resolves once the process answers its liveness check. */
  async listening(signal: AbortSignal): Promise<void> {
    const deadlineMs = performance.now() + START_DEADLINE_MS;
    while (!(await answers(`${this.url}/api/health/live`))) {
      signal.throwIfAborted();
      if (this.hasEnded) throw new Error(`the server did not start:\n${this.lastLines}`);
      if (performance.now() > deadlineMs) {
        throw new Error(
          `the server did not listen within ${START_DEADLINE_MS / 1_000} s:\n${this.lastLines}`,
        );
      }
      await delay(100, undefined, { signal });
    }
  }

  /** Rejects when the server ends by itself. */
  async ended(): Promise<never> {
    if (!this.hasEnded) await once(this.#child, 'exit');
    throw new Error(`the server ended:\n${this.lastLines}`);
  }

  async stop(): Promise<void> {
    if (this.hasEnded) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    const impatience = setTimeout(() => this.#child.kill('SIGKILL'), STOP_DEADLINE_MS);
    await ended;
    clearTimeout(impatience);
  }

  #keep(text: string, isVerbose: boolean): void {
    if (isVerbose) process.stdout.write(text);
    this.#lastLines.push(...text.split('\n').filter((line) => line !== ''));
    this.#lastLines.splice(0, Math.max(0, this.#lastLines.length - KEPT_LOG_LINES));
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(1_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    // Not listening yet: this is what the caller is waiting to end.
    return false;
  }
}

/** Whether the port can be had; another server there would answer in place of ours. */
export async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const taken = once(server, 'error').then(() => false);
  const free = once(server, 'listening').then(() => true);
  server.listen(port, '127.0.0.1');
  const result = await Promise.race([taken, free]);
  server.close();
  return result;
}

/** Builds the server unless that was done before. */
export async function build(root: URL): Promise<void> {
  if (existsSync(new URL('dist/main.js', root))) return;
  process.stdout.write('Building the server (once) …\n');
  const child = spawn('npm', ['run', 'build'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`npm run build ended with code ${code}`);
}
