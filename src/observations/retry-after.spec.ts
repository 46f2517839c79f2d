import { retryAfterMs } from './retry-after.ts';

const NOW = Date.parse('2026-11-22T04:00:00.000Z');
const retryInfo = (retryDelay: unknown) => ({ error: { details: [{ reason: 'x' }, { retryDelay }] } });

describe('retryAfterMs', () => {
  it.each([
    [{ 'retry-after': '20' }, null, 20_000],
    [{ 'retry-after': '1.5' }, null, 1500],
    [{ 'retry-after': 'Sun, 22 Nov 2026 04:00:30 GMT' }, null, 30_000],
    [{ 'retry-after': 'Sun, 22 Nov 2026 03:59:30 GMT' }, null, 0],
    [{ 'retry-after-ms': '250' }, null, 250],
    [{ 'x-ms-retry-after-ms': '750' }, null, 750],
    [{ 'retry-after-ms': '250', 'retry-after': '1' }, null, 250],
    [{ 'retry-after': ['3', '4'] }, null, 3000],
    [{}, retryInfo('34.4s'), 34_400],
    [{ 'retry-after': '2' }, retryInfo('34s'), 2000],
    [{ 'retry-after': '99999999' }, null, 86_400_000],
    [{ 'retry-after': 'soon' }, null, null],
    [{ 'retry-after': '-5' }, null, null],
    [{ 'retry-after': '' }, null, null],
    [{}, retryInfo(5), null],
    [{}, { error: { details: [null] } }, null],
    [{}, 'text', null],
    [{}, null, null],
  ])('%j with body %j asks to wait %s', (headers, body, expected) => {
    expect(retryAfterMs(headers, body, NOW)).toBe(expected);
  });

  it('reads the headers of fetch as well', () => {
    expect(retryAfterMs(new Headers({ 'Retry-After': '4' }), null, NOW)).toBe(4000);
  });
});
