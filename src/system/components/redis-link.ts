import type { Redis } from 'ioredis';
import type { Secret } from '../../settings/secret.ts';
import type { RedisLog } from '../tasks/redis-connection.ts';
import type { RedisCommands } from './checks/cache.check.ts';

/** A connection of our own for looking at Redis, made by the first look. */
export class RedisLink {
  readonly #url: Secret | null;
  readonly #log: RedisLog;
  #redis: Redis | null = null;

  constructor(url: Secret | null, log: RedisLog) {
    this.#url = url;
    this.#log = log;
  }

  get isConfigured(): boolean {
    return this.#url !== null;
  }

  /** Resolves once it can be used; rejects with the signal. */
  async commands(signal: AbortSignal): Promise<RedisCommands> {
    const { redisConnection, whenReady } = await import('../tasks/redis-connection.ts');
    this.#redis ??= redisConnection(this.#url!.reveal(), this.#log);
    await whenReady(this.#redis, signal);
    return this.#redis;
  }

  close(): void {
    this.#redis?.disconnect();
  }
}
