import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort } from './free-port.ts';

/** A Redis of a test's own that keeps what it was told on disk, so that it can be killed and come back. */
export class RedisServer {
  readonly url: string;
  readonly #port: number;
  readonly #folder: string;
  #process: ChildProcess | null = null;

  private constructor(port: number) {
    this.#port = port;
    this.url = `redis://127.0.0.1:${port}`;
    this.#folder = mkdtempSync(join(tmpdir(), 'bellwether-redis-'));
  }

  /** Null where no `redis-server` is installed. */
  static async start(): Promise<RedisServer | null> {
    if (!isInstalled()) return null;
    const server = new RedisServer(await freePort());
    await server.resume();
    return server;
  }

  async resume(): Promise<void> {
    const options = ['--port', `${this.#port}`, '--bind', '127.0.0.1', '--dir', this.#folder];
    const kept = ['--save', '', '--appendonly', 'yes', '--appendfsync', 'always'];
    this.#process = spawn('redis-server', [...options, ...kept], { stdio: 'ignore' });
    await this.#answers();
  }

  /** As when its host loses power. */
  async kill(): Promise<void> {
    const dying = this.#process;
    this.#process = null;
    if (dying === null) return;
    const ended = new Promise((resolve) => dying.once('exit', resolve));
    dying.kill('SIGKILL');
    await ended;
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #answers(): Promise<void> {
    const redis = new Redis(this.url, { maxRetriesPerRequest: null, retryStrategy: () => 50 });
    redis.on('error', () => {});
    try {
      // While it reads its file it answers that it is loading.
      while ((await redis.ping().catch(() => '')) !== 'PONG') await wait(20);
    } finally {
      redis.disconnect();
    }
  }
}

function isInstalled(): boolean {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    // Not there, or not to be run: the same to us.
    return false;
  }
}
