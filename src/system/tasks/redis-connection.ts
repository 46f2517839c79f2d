import { Redis } from 'ioredis';

const MOST_BACKOFF_MS = 2_000;

export interface RedisLog {
  warn(facts: object, message: string): void;
}

/**
 * A connection that comes back by itself. One that `mayWait` repeats its commands until the server is there again, as a
 * worker wants it; another fails at once, as who answers a request wants it. What is wrong with it is told once until it
 * works again.
 */
export function redisConnection(url: string, mayWait: boolean, log: RedisLog): Redis {
  const redis = new Redis(url, {
    maxRetriesPerRequest: mayWait ? null : 0,
    enableOfflineQueue: mayWait,
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
