import fc from 'fast-check';
import { BUCKET_MS, OutcomeCounts } from './outcome-counts.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const START = Date.parse('2026-11-22T00:00:00Z');

describe('outcome counts', () => {
  it('know nothing before something was counted', () => {
    expect(new OutcomeCounts().availabilityPercent(START - DAY_MS, START)).toBeNull();
  });

  it('count whole buckets of any time of the last day', () => {
    const outcomes = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 3 * HOUR_MS })), {
      maxLength: 200,
    });
    fc.assert(
      fc.property(outcomes, (each) => {
        const counts = new OutcomeCounts();
        const sorted = each.toSorted(([, a], [, b]) => a - b);
        for (const [isOk, afterMs] of sorted) counts.add(isOk, START + afterMs);
        const now = START + 3 * HOUR_MS;
        const since = now - HOUR_MS;
        const within = sorted.filter(([, afterMs]) => START + afterMs >= since - (since % BUCKET_MS));
        const ok = within.filter(([isOk]) => isOk).length;
        const expected = within.length === 0 ? null : (100 * ok) / within.length;
        expect(counts.availabilityPercent(since, now)).toBe(expected);
      }),
    );
  });

  it('drop all that has expired, also after a long silence', () => {
    const counts = new OutcomeCounts();
    counts.add(false, START);
    const later = START + 3 * DAY_MS;
    expect(counts.availabilityPercent(later - DAY_MS, later)).toBeNull();
    counts.add(true, START);
    expect(counts.availabilityPercent(later - DAY_MS, later)).toBeNull();
  });

  it('take what was counted elsewhere, and nothing of a bucket twice', () => {
    const counts = new OutcomeCounts();
    counts.add(true, START);
    counts.add(false, START);
    counts.restore(START - BUCKET_MS, 6, 0);
    counts.restore(START, 2, 1);
    expect(counts.availabilityPercent(START - HOUR_MS, START)).toBeCloseTo((100 * 8) / 9, 9);
  });
});
