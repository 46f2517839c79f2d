import { buildObservation } from '../../../test/support/build.ts';
import type { RateLimit } from '../../observations/observation.ts';
import { RateLimits } from './rate-limits.ts';

const NOW_MS = 1_000_000;
const { at: NOW } = buildObservation({ atMonotonicMs: NOW_MS });

function limited(retryAfterMs: number | null, atMonotonicMs = NOW_MS): RateLimits {
  const limits = new RateLimits();
  limits.observe(buildObservation({ failure: 'rate_limited', retryAfterMs, atMonotonicMs }));
  return limits;
}

function measured(...measures: Partial<RateLimit>[]): RateLimits {
  const limits = new RateLimits();
  const nothing = {
    remainingRequests: null,
    limitRequests: null,
    remainingTokens: null,
    limitTokens: null,
    resetsAt: null,
  };
  for (const measure of measures) limits.observe(buildObservation({ rateLimit: { ...nothing, ...measure } }));
  return limits;
}

describe('being over a limit', () => {
  it.each([
    ['as long as retry-after says', 5_000, 5_000],
    ['a minute where nothing is said', null, 60_000],
    ['not at all when told to try at once', 0, 0],
  ])('lasts %s', (_, retryAfterMs, expectedMs) => {
    const limits = limited(retryAfterMs);
    expect(limits.limitedUntil).toBe(NOW + expectedMs);
    expect(limits.isLimited(NOW_MS + expectedMs - 1)).toBe(true);
    expect(limits.isLimited(NOW_MS + expectedMs)).toBe(false);
  });

  it('ends with the longest wait that was asked for', () => {
    const limits = limited(30_000);
    limits.observe(
      buildObservation({ failure: 'rate_limited', retryAfterMs: 1_000, atMonotonicMs: NOW_MS + 10 }),
    );
    expect(limits.limitedUntil).toBe(NOW + 30_000);
  });
});

describe('being near a limit', () => {
  it('goes by the tightest of requests and tokens', () => {
    const limits = measured({
      remainingRequests: 90,
      limitRequests: 100,
      remainingTokens: 50,
      limitTokens: 1_000,
    });
    expect(limits.remainingPercent).toBe(5);
    expect(limits.isLow(NOW_MS)).toBe(true);
  });

  it('lasts until the limit resets', () => {
    const limits = measured({ remainingRequests: 1, limitRequests: 100, resetsAt: NOW + 8_000 });
    expect(limits.isLow(NOW_MS + 7_999)).toBe(true);
    expect(limits.isLow(NOW_MS + 8_000)).toBe(false);
  });

  it.each([
    ['nothing is said', {}],
    ['there is no limit', { remainingRequests: 5 }],
    ['the limit is 0', { remainingRequests: 0, limitRequests: 0 }],
  ])('is not claimed when %s', (_, measure) => {
    const limits = measured(measure);
    expect([limits.remainingPercent, limits.isLow(NOW_MS)]).toEqual([null, false]);
  });

  it('begins under 10 % and ends at 12 %', () => {
    const share = (remainingRequests: number) => ({ remainingRequests, limitRequests: 100 });
    expect(measured(share(10)).isLow(NOW_MS)).toBe(false);
    expect(measured(share(9)).isLow(NOW_MS)).toBe(true);
    expect(measured(share(9), share(11)).isLow(NOW_MS)).toBe(true);
    expect(measured(share(9), share(12)).isLow(NOW_MS)).toBe(false);
  });
});
