import { once } from 'node:events';
import { Redis } from 'ioredis';

const MOST_BACKOFF_MS = 2_000;

export interface RedisLog {
  warn(facts: object, message: string): void;
}

/**
 * A connection that comes back by itself and repeats what was under way. What is wrong with it is told once until it
 * works again.
 */
export function redisConnection(url: string, log: RedisLog): Redis {
  const redis = new Redis(url, {
    maxRetriesPerRequest: null,
    retryStrategy: (times: number) => Math.min(MOST_BACKOFF_MS, 50 * 2 ** Math.min(times, 6)),
  });
  let isBroken = false;
  redis.on('ready', () => void (isBroken = false));
  redis.on('error', (error: Error) => {
    if (!isBroken) log.warn({ err: error }, 'redis does not answer');
    isBroken = true;
  });
  return redis;
}

/** Nothing is sent before: what somebody has given up waiting for must not be done later. */
export async function whenReady(redis: Redis, signal: AbortSignal): Promise<void> {
  if (redis.status !== 'ready') await once(redis, 'ready', { signal });
}
