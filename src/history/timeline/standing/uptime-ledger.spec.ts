import fc from 'fast-check';
import type { Status } from '../../../health/status.ts';
import type { StatusInterval } from '../status-interval.ts';
import { uptimePercent } from '../uptime.ts';
import { UptimeLedger } from './uptime-ledger.ts';

const statuses = fc.constantFrom<Status>('healthy', 'degraded', 'unhealthy', 'unknown');
const steps = fc.array(fc.tuple(statuses, fc.integer({ min: 0, max: 50_000 })), {
  minLength: 1,
  maxLength: 80,
});

/** Intervals that follow each other, and the time at which the last of them ends. */
function sequence(parts: readonly (readonly [Status, number])[]): {
  intervals: StatusInterval[];
  end: number;
} {
  let end = 0;
  const intervals = parts.map(([status, length]) => {
    const from = end;
    end += length;
    return { status, from, to: end, reasons: [], blame: null };
  });
  return { intervals, end };
}

function close(actual: number | null, expected: number | null): void {
  if (actual === null || expected === null) expect(actual).toBe(expected);
  else expect(actual).toBeCloseTo(expected, 9);
}

describe('the uptime ledger', () => {
  it('agrees with the timeline over any range, whatever part of it was put in front', () => {
    fc.assert(
      fc.property(steps, fc.nat(), fc.nat(), (parts, split, back) => {
        const { intervals, end } = sequence(parts);
        const first = split % intervals.length;
        const seen = intervals.slice(first);
        const ledger = new UptimeLedger(seen[0]!.status, seen[0]!.from);
        for (const { status, from } of seen) ledger.note(status, from);
        ledger.prepend(intervals.slice(0, first), seen[0]!.from);
        const from = end - (back % (end + 1));
        close(ledger.percent(from, end), uptimePercent(intervals, { from, to: end }, end));
      }),
    );
  });

  it('stays right over all and small when a target never rests', () => {
    const ledger = new UptimeLedger('healthy', 0);
    for (let i = 1; i <= 20_000; i++) ledger.note(i % 2 === 0 ? 'healthy' : 'unhealthy', i * 1_000);
    expect(ledger.percent(0, 20_000_000)).toBeCloseTo(50, 6);
    expect(ledger.percent(19_900_000, 20_000_000)).toBeCloseTo(50, 6);
    expect(ledger.spanCount).toBeLessThanOrEqual(500);
  });

  it('forgets what lies too far back', () => {
    const ledger = new UptimeLedger('unhealthy', 0);
    ledger.note('healthy', 1_000);
    ledger.note('unhealthy', 2_000);
    ledger.note('healthy', 3_000);
    ledger.forget(1_500);
    expect(ledger.spanCount).toBe(2);
    ledger.forget(10_000);
    expect(ledger.spanCount).toBe(0);
    expect(ledger.percent(0, 4_000)).toBe(100);
  });

  it('makes no time when the clock is set back', () => {
    const ledger = new UptimeLedger('healthy', 10_000);
    ledger.note('unhealthy', 5_000);
    expect(ledger.percent(0, 9_000)).toBeNull();
    expect(ledger.percent(0, 11_000)).toBe(0);
  });
});
