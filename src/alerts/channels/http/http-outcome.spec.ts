import { kindOfStatus, outcomeOf } from './http-outcome.ts';

const NOW = Date.parse('2026-11-22T04:00:00.000Z');
const quote = (text: string) => text;

function outcome(status: number, headers: Record<string, string> = {}, text = '') {
  return outcomeOf({ kind: 'answered', answer: { status, headers, text } }, NOW, quote);
}

describe('an answer over HTTP', () => {
  it.each([
    [200, 'delivered'],
    [202, 'delivered'],
    [204, 'delivered'],
    [300, 'retry'],
    [301, 'refused'],
    [302, 'retry'],
    [307, 'retry'],
    [308, 'refused'],
    [400, 'refused'],
    [401, 'refused'],
    [403, 'refused'],
    [404, 'refused'],
    [408, 'retry'],
    [410, 'gone'],
    [413, 'refused'],
    [422, 'refused'],
    [425, 'retry'],
    [429, 'retry'],
    [500, 'retry'],
    [501, 'retry'],
    [502, 'retry'],
    [503, 'retry'],
    [504, 'retry'],
    [529, 'retry'],
    [599, 'retry'],
    [101, 'retry'],
    [999, 'retry'],
  ])('%i is %s', (status, kind) => {
    expect(kindOfStatus(status)).toBe(kind);
    expect(outcome(status).kind).toBe(kind);
  });

  it('says what the receiver says, and how long it wants to be left alone', () => {
    expect(outcome(503, { 'retry-after': '30' }, 'busy')).toEqual({
      kind: 'retry',
      error: 'the receiver answers 503: busy',
      retryAfterMs: 30_000,
      mayHaveArrived: false,
    });
    expect(outcome(429, { 'retry-after': 'Sun, 22 Nov 2026 04:02:00 GMT' })).toMatchObject({
      error: 'the receiver answers 429',
      retryAfterMs: 120_000,
    });
    expect(outcome(400, { 'retry-after': '30' })).toMatchObject({ kind: 'refused', retryAfterMs: null });
    expect(outcome(302)).toMatchObject({ error: 'the receiver redirects (302), which is not followed' });
  });

  it('that never came is worth another attempt', () => {
    const failed = { kind: 'failed', error: 'connection reset', mayHaveArrived: true } as const;
    expect(outcomeOf(failed, NOW, quote)).toEqual({
      kind: 'retry',
      error: 'connection reset',
      retryAfterMs: null,
      mayHaveArrived: true,
    });
  });

  it.each([
    [502, true],
    [504, true],
    [500, false],
    [503, false],
    [429, false],
  ])('%i leaves it open whether the message arrived: %s', (status, mayHaveArrived) => {
    expect(outcome(status)).toMatchObject({ mayHaveArrived });
  });
});
