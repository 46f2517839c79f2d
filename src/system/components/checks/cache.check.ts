import { randomUUID } from 'node:crypto';
import { ComponentCheck, type ComponentReading, reading } from '../component.ts';

export interface CacheStanding {
  readonly hits: number;
  readonly misses: number;
}

/** How what is answered from memory does; null share before anything was asked. */
function hitRatePercent({ hits, misses }: CacheStanding): number | null {
  const asked = hits + misses;
  return asked === 0 ? null : Math.round((hits / asked) * 1_000) / 10;
}

/** The answers that are kept ready in this process. */
export class MemoryCacheCheck extends ComponentCheck {
  readonly name = 'cache';
  readonly #standing: () => CacheStanding;

  constructor(standing: () => CacheStanding) {
    super();
    this.#standing = standing;
  }

  async check(): Promise<ComponentReading> {
    const metadata = {
      cache_type: 'memory',
      hit_rate_percent: hitRatePercent(this.#standing()),
      latency_ms: 0,
    };
    return reading('healthy', null, metadata);
  }
}

/** What a check asks of Redis. */
export interface RedisCommands {
  set(key: string, value: string, unit: 'PX', ttlMs: number): Promise<unknown>;
  get(key: string): Promise<string | null>;
  info(section: string): Promise<string>;
}

const KEPT_MS = 10_000;

/** A Redis that is written to and read from. */
export class RedisCacheCheck extends ComponentCheck {
  readonly name = 'cache';
  readonly #redis: (signal: AbortSignal) => Promise<RedisCommands>;

  /** @param redis resolves once the connection can be used; rejects with the signal */
  constructor(redis: (signal: AbortSignal) => Promise<RedisCommands>) {
    super();
    this.#redis = redis;
  }

  async check(signal: AbortSignal): Promise<ComponentReading> {
    const redis = await this.#redis(signal);
    const key = `bellwether:health:${randomUUID()}`;
    const startedMs = performance.now();
    await redis.set(key, key, 'PX', KEPT_MS);
    const back = await redis.get(key);
    const latencyMs = Math.round((performance.now() - startedMs) * 10) / 10;
    const standing = standingOf(await redis.info('stats'));
    const metadata = {
      cache_type: 'redis',
      hit_rate_percent: hitRatePercent(standing),
      latency_ms: latencyMs,
    };
    if (back === key) return reading('healthy', null, metadata);
    return reading('unhealthy', 'what was written reads otherwise', metadata);
  }
}

function standingOf(info: string): CacheStanding {
  const figure = (name: string): number => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1] ?? 0);
  return { hits: figure('keyspace_hits'), misses: figure('keyspace_misses') };
}
