import fc from 'fast-check';
import { timestampMs, timestampSchema } from './timestamp.ts';

const RANGE = { min: new Date('0000-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59.999Z') };

describe('a timestamp', () => {
  it('is read as Date does, whatever the day', () => {
    fc.assert(
      fc.property(fc.date({ ...RANGE, noInvalidDate: true }), (date) => {
        expect(timestampMs(date.toISOString())).toBe(date.getTime());
      }),
    );
  });

  it.each([
    ['2026-11-22T04:00:00Z', '2026-11-22T04:00:00.000Z'],
    ['2026-11-22T04:00:00.123456+00:00', '2026-11-22T04:00:00.123Z'],
    ['2026-11-22T05:30:00.5+01:30', '2026-11-22T04:00:00.500Z'],
    ['2028-02-29T00:00:00.000Z', '2028-02-29T00:00:00.000Z'],
  ])('%s is taken', (text, same) => {
    expect(timestampMs(text)).toBe(Date.parse(same));
  });

  it.each([
    '2026-11-22',
    '2026-11-22T04:00:00',
    '2026-11-22 04:00:00Z',
    '2026-02-29T00:00:00.000Z',
    '2100-02-29T00:00:00.000Z',
    '2026-13-01T00:00:00.000Z',
    '2026-00-01T00:00:00.000Z',
    '2026-01-00T00:00:00.000Z',
    '2026-01-01T24:00:00.000Z',
    '2026-01-01T23:60:00.000Z',
    '2026-01-01T23:59:60.000Z',
    '2026-01-01T23:59:5x.000Z',
    '1732248000000',
    'now',
    '',
  ])('%p is refused', (text) => {
    expect(timestampMs(text)).toBeNaN();
  });

  it('is taken exactly where the schema takes it', () => {
    const near = fc
      .tuple(
        fc.date({ ...RANGE, noInvalidDate: true }),
        fc.nat(23),
        fc.constantFrom(...'0123456789TZ:+-. '.split('')),
      )
      .map(
        ([date, at, letter]) => date.toISOString().slice(0, at) + letter + date.toISOString().slice(at + 1),
      );
    fc.assert(
      fc.property(near, (text) => {
        expect(!Number.isNaN(timestampMs(text))).toBe(timestampSchema.safeParse(text).success);
      }),
      { numRuns: 2_000 },
    );
  });
});
