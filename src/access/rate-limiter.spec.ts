import fc from 'fast-check';
import { RateLimiter } from './rate-limiter.ts';

const MINUTE_MS = 60_000;

describe('RateLimiter', () => {
  it('takes a minute full at once, then one for each share of a minute', () => {
    const limiter = new RateLimiter();
    const burst = Array.from({ length: 6 }, () => limiter.take('a', 6, 1_000));
    expect(burst).toEqual([0, 0, 0, 0, 0, 0]);
    expect(limiter.take('a', 6, 1_000)).toBe(10_000);
    expect(limiter.take('a', 6, 6_000)).toBe(5_000);
    expect(limiter.take('a', 6, 11_000)).toBe(0);
    expect(limiter.take('a', 6, 11_000)).toBe(10_000);
    expect(limiter.take('a', 6, 11_000 + MINUTE_MS)).toBe(0);
  });

  it('counts each key for itself, and none where there is no limit', () => {
    const limiter = new RateLimiter();
    expect([limiter.take('a', 1, 0), limiter.take('a', 1, 0) > 0, limiter.take('b', 1, 0)]).toEqual([
      0,
      true,
      0,
    ]);
    for (let i = 0; i < 100; i++) expect(limiter.take('c', 0, 0)).toBe(0);
  });

  it('looks without counting', () => {
    const limiter = new RateLimiter();
    for (let i = 0; i < 9; i++) expect(limiter.waitMs('a', 1, 0)).toBe(0);
    limiter.take('a', 1, 0);
    expect(limiter.waitMs('a', 1, 0)).toBe(MINUTE_MS);
  });

  it('forgets the oldest of very many keys', () => {
    const limiter = new RateLimiter();
    for (let i = 0; i < 20_000; i++) limiter.take(`k${i}`, 1, 0);
    expect(limiter.waitMs('k0', 1, 0)).toBe(MINUTE_MS);
    limiter.take('one more', 1, 0);
    expect([limiter.waitMs('k0', 1, 0), limiter.waitMs('k1', 1, 0)]).toEqual([0, MINUTE_MS]);
  });

  it('never admits more than twice the limit in a minute, and always who waits as long as told', () => {
    const arrivals = fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(arrivals, fc.integer({ min: 1, max: 50 }), (gapsMs, perMinute) => {
        const limiter = new RateLimiter();
        const admittedMs: number[] = [];
        let nowMs = 0;
        for (const gapMs of gapsMs) {
          nowMs += gapMs;
          const waitMs = limiter.take('a', perMinute, nowMs);
          if (waitMs === 0) admittedMs.push(nowMs);
          else expect(limiter.waitMs('a', perMinute, nowMs + waitMs)).toBe(0);
        }
        for (const startMs of admittedMs) {
          const within = admittedMs.filter((atMs) => atMs >= startMs && atMs < startMs + MINUTE_MS);
          expect(within.length).toBeLessThanOrEqual(2 * perMinute);
        }
      }),
    );
  });
});
