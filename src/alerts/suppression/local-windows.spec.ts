import { type LocalWindow, LocalWindowClock, occurrenceAt } from './local-windows.ts';

const HOUR_MS = 3_600_000;
const BERLIN: LocalWindow = {
  weekdays: [],
  startsAt: '01:30',
  ends: { afterMs: 2 * HOUR_MS },
  timeZone: 'Europe/Berlin',
};

function occurrence(window: LocalWindow, at: string): string[] | null {
  const found = occurrenceAt(window, Date.parse(at));
  return found === null ? null : [found.from, found.to].map((ms) => new Date(ms).toISOString());
}

describe('a window of local time', () => {
  it('is open from its local time on, for as long as it lasts', () => {
    expect(occurrence(BERLIN, '2026-11-22T00:29:59Z')).toEqual([
      '2026-11-22T00:30:00.000Z',
      '2026-11-22T02:30:00.000Z',
    ]);
    expect(occurrence(BERLIN, '2026-11-22T02:29:59Z')![0]).toBe('2026-11-22T00:30:00.000Z');
    expect(occurrence(BERLIN, '2026-11-22T02:30:00Z')![0]).toBe('2026-11-23T00:30:00.000Z');
  });

  it('in which the clock springs forward is as long as ever, and so ends later on the wall', () => {
    // 2026-03-29: 02:00 becomes 03:00 in Berlin. 01:30 there is 00:30 UTC; two hours later the wall says 04:30.
    expect(occurrence(BERLIN, '2026-03-29T00:45:00Z')).toEqual([
      '2026-03-29T00:30:00.000Z',
      '2026-03-29T02:30:00.000Z',
    ]);
  });

  it('in which the clock falls back is as long as ever, and so ends earlier on the wall', () => {
    // 2026-10-25: 03:00 becomes 02:00. 01:30 is 23:30 UTC of the day before; two hours later the wall says 02:30.
    expect(occurrence(BERLIN, '2026-10-25T00:00:00Z')).toEqual([
      '2026-10-24T23:30:00.000Z',
      '2026-10-25T01:30:00.000Z',
    ]);
  });

  it('that begins at a time which the clock skips begins right after it', () => {
    const skipped = { ...BERLIN, startsAt: '02:30' };
    expect(occurrence(skipped, '2026-03-29T00:00:00Z')![0]).toBe('2026-03-29T01:30:00.000Z');
  });

  it('that begins at a time which comes twice begins once, the first time', () => {
    const twice = { ...BERLIN, startsAt: '02:30' };
    expect(occurrence(twice, '2026-10-25T00:00:00Z')).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-25T02:30:00.000Z',
    ]);
    expect(occurrence(twice, '2026-10-25T02:30:00Z')![0]).toBe('2026-10-26T01:30:00.000Z');
  });

  it('with a local end follows the wall, over midnight too', () => {
    const night = { ...BERLIN, startsAt: '22:00', ends: { at: '06:00' } };
    // Eight hours on the wall: seven of real time when it springs forward, nine when it falls back.
    expect(occurrence(night, '2026-03-28T23:00:00Z')).toEqual([
      '2026-03-28T21:00:00.000Z',
      '2026-03-29T04:00:00.000Z',
    ]);
    expect(occurrence(night, '2026-10-24T23:00:00Z')).toEqual([
      '2026-10-24T20:00:00.000Z',
      '2026-10-25T05:00:00.000Z',
    ]);
  });

  it('of some days begins on those, by the local calendar', () => {
    // 2026-11-22 is a Sunday; Monday 00:15 in Auckland is still Sunday in UTC.
    const monday = { ...BERLIN, weekdays: [1], startsAt: '00:15', timeZone: 'Pacific/Auckland' };
    expect(occurrence(monday, '2026-11-22T00:00:00Z')![0]).toBe('2026-11-22T11:15:00.000Z');
  });

  it('may last for days', () => {
    const weekend = { ...BERLIN, weekdays: [6], startsAt: '00:00', ends: { afterMs: 48 * HOUR_MS } };
    expect(occurrence(weekend, '2026-11-22T12:00:00Z')![0]).toBe('2026-11-20T23:00:00.000Z');
  });
});

it('the clock of a window tells open from closed, also when time steps back', () => {
  const clock = new LocalWindowClock(BERLIN);
  const isOpen = (at: string): boolean => clock.openAt(Date.parse(at)) !== null;
  expect(isOpen('2026-11-22T00:29:59Z')).toBe(false);
  expect(isOpen('2026-11-22T00:30:00Z')).toBe(true);
  expect(isOpen('2026-11-22T02:30:00Z')).toBe(false);
  expect(isOpen('2026-11-22T01:00:00Z')).toBe(true);
});
