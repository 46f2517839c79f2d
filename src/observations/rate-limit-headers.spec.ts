import { readRateLimit } from './rate-limit-headers.ts';

const NOW = Date.parse('2026-11-22T04:00:00.000Z');
const reset = (text: string) =>
  readRateLimit({ 'x-ratelimit-limit': '10', 'x-ratelimit-remaining': '5', 'x-ratelimit-reset': text }, NOW)
    ?.resetsAt;

describe('readRateLimit', () => {
  it('reads the OpenAI family', () => {
    const headers = {
      'x-ratelimit-limit-requests': '500',
      'x-ratelimit-remaining-requests': '499',
      'x-ratelimit-reset-requests': '120ms',
      'x-ratelimit-limit-tokens': '30000',
      'x-ratelimit-remaining-tokens': '100',
      'x-ratelimit-reset-tokens': '6m0s',
    };
    expect(readRateLimit(headers, NOW)).toEqual({
      remainingRequests: 499,
      limitRequests: 500,
      remainingTokens: 100,
      limitTokens: 30_000,
      resetsAt: NOW + 360_000,
    });
  });

  it('takes the tightest of the Anthropic token limits', () => {
    const headers = {
      'anthropic-ratelimit-requests-limit': '50',
      'anthropic-ratelimit-requests-remaining': '49',
      'anthropic-ratelimit-requests-reset': '2026-11-22T04:00:01Z',
      'anthropic-ratelimit-input-tokens-limit': '1000',
      'anthropic-ratelimit-input-tokens-remaining': '900',
      'anthropic-ratelimit-input-tokens-reset': '2026-11-22T04:00:02Z',
      'anthropic-ratelimit-output-tokens-limit': '200',
      'anthropic-ratelimit-output-tokens-remaining': '20',
      'anthropic-ratelimit-output-tokens-reset': '2026-11-22T04:00:50Z',
    };
    expect(readRateLimit(headers, NOW)).toEqual({
      remainingRequests: 49,
      limitRequests: 50,
      remainingTokens: 20,
      limitTokens: 200,
      resetsAt: NOW + 50_000,
    });
  });

  it('reads the plain family of Cursor', () => {
    const headers = { 'x-ratelimit-limit': '100', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '60' };
    expect(readRateLimit(headers, NOW)).toMatchObject({
      remainingRequests: 0,
      limitRequests: 100,
      limitTokens: null,
      resetsAt: NOW + 60_000,
    });
  });

  it.each([
    ['6m0s', NOW + 360_000],
    ['12ms', NOW + 12],
    ['1h2m3.5s', NOW + 3_723_500],
    ['2d', NOW + 172_800_000],
    ['59.7', NOW + 59_700],
    ['0', NOW],
    ['1795320000', 1_795_320_000_000],
    ['1795320000000', 1_795_320_000_000],
    ['2026-11-22T04:01:00Z', NOW + 60_000],
    ['later', null],
    ['-1', null],
  ])('reads the reset %s', (text, expected) => {
    expect(reset(text)).toBe(expected);
  });

  it('takes the -1 and 0 of Azure for not known', () => {
    const unknown = (remaining: string, limit?: string) =>
      readRateLimit(
        {
          'x-ratelimit-remaining-requests': remaining,
          ...(limit ? { 'x-ratelimit-limit-requests': limit } : {}),
        },
        NOW,
      );
    expect(unknown('-1')).toBeNull();
    expect(unknown('0')).toBeNull();
    expect(unknown('-1', '-1')).toBeNull();
    expect(unknown('0', '0')).toBeNull();
    expect(unknown('12')).toMatchObject({ remainingRequests: 12, limitRequests: null });
    expect(unknown('0', '60')).toMatchObject({ remainingRequests: 0, limitRequests: 60 });
  });

  it('is null where no header speaks of a limit', () => {
    expect(readRateLimit({ 'content-type': 'application/json' }, NOW)).toBeNull();
    expect(readRateLimit({ 'x-ratelimit-limit': 'many' }, NOW)).toBeNull();
  });
});
