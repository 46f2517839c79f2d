import fc from 'fast-check';
import { ProbeSchedule } from './probe-schedule.ts';

const TURN_MS = 100;
const steady = (jitter = 0): ProbeSchedule => new ProbeSchedule({ jitter, random: () => 0.5 });
const idsOf = (due: readonly { id: string }[]): string[] => due.map(({ id }) => id);
const every = (intervalMs: number, ...ids: string[]) => ids.map((id) => ({ id, intervalMs }));

/** Turns for a while, each probe ending after its duration; gives the starts of every target. */
function play(schedule: ProbeSchedule, untilMs: number, how: { limit: number; durationMs: number }) {
  const starts = new Map<string, number[]>();
  let underWay: { id: string; endsMs: number }[] = [];
  for (let nowMs = 0; nowMs <= untilMs; nowMs += TURN_MS) {
    for (const { id } of underWay.filter(({ endsMs }) => endsMs <= nowMs)) schedule.finish(id);
    underWay = underWay.filter(({ endsMs }) => endsMs > nowMs);
    for (const { id } of schedule.take(nowMs, how.limit - underWay.length)) {
      starts.set(id, [...(starts.get(id) ?? []), nowMs]);
      underWay.push({ id, endsMs: nowMs + how.durationMs });
    }
  }
  return starts;
}

describe('the cadence', () => {
  it('never leaves more than an interval and a turn between two starts, whatever jitter and expedition do', () => {
    const scenario = fc.record({
      intervals: fc.array(fc.integer({ min: 1_000, max: 20_000 }), { minLength: 1, maxLength: 10 }),
      jitter: fc.double({ min: 0, max: 0.5, noNaN: true }),
      randoms: fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 1 }),
      expedited: fc.array(fc.record({ target: fc.nat(9), atMs: fc.nat(60_000) }), { maxLength: 20 }),
    });
    fc.assert(
      fc.property(scenario, ({ intervals, jitter, randoms, expedited }) => {
        let drawn = 0;
        const random = (): number => randoms[drawn++ % randoms.length]!;
        const schedule = new ProbeSchedule({ jitter, random });
        schedule.set(
          intervals.map((intervalMs, i) => ({ id: `${i}`, intervalMs })),
          0,
        );
        for (const { target, atMs } of expedited) schedule.expedite(`${target}`, atMs);
        const starts = play(schedule, 60_000, { limit: Infinity, durationMs: 400 });
        for (const [i, intervalMs] of intervals.entries()) {
          const times = [...starts.get(`${i}`)!, 60_000];
          for (const [n, atMs] of times.slice(1).entries()) {
            expect(atMs - times[n]!).toBeLessThanOrEqual(intervalMs + TURN_MS);
          }
        }
      }),
    );
  });

  it('does not drift, however late each turn is', () => {
    const schedule = steady();
    schedule.set(every(1_000, 'a'), 0);
    for (let n = 0; n < 100; n++) {
      expect(schedule.take(n * 1_000 + 90, 1)).toEqual([{ id: 'a', dueMs: n * 1_000 }]);
      schedule.finish('a');
    }
  });

  it('is shortened by jitter and never lengthened', () => {
    const schedule = steady(0.2);
    schedule.set(every(1_000, 'a'), 0);
    schedule.take(0, 1);
    schedule.finish('a');
    expect(schedule.take(899, 1)).toEqual([]);
    expect(schedule.take(900, 1)).toEqual([{ id: 'a', dueMs: 900 }]);
  });

  it('leaves out what was missed while the process slept, and does not catch up', () => {
    const schedule = steady();
    schedule.set(every(1_000, 'a'), 0);
    expect(schedule.take(10_500, 1)).toHaveLength(1);
    schedule.finish('a');
    expect(schedule.take(10_999, 1)).toEqual([]);
    expect(schedule.take(11_000, 1)).toHaveLength(1);
  });

  it('spreads the first starts, so that they come in no burst', () => {
    const schedule = steady();
    schedule.set(every(30_000, ...Array.from({ length: 100 }, (_, i) => `${i}`)), 0);
    expect(schedule.take(100, Infinity)).toHaveLength(5);
  });
});

describe('the limit of probes at once', () => {
  it('serves first who has waited longest', () => {
    const schedule = steady();
    schedule.set(
      [
        { id: 'late', intervalMs: 300 },
        { id: 'early', intervalMs: 200 },
      ],
      0,
    );
    expect(idsOf(schedule.take(200, 9))).toEqual(['late', 'early']);
    schedule.finish('late');
    schedule.finish('early');
    expect(idsOf(schedule.take(450, 1))).toEqual(['early']);
    expect(idsOf(schedule.take(451, 1))).toEqual(['late']);
  });

  it('passes nobody over, however many wait', () => {
    const ids = Array.from({ length: 30 }, (_, i) => `${i}`);
    const schedule = steady();
    schedule.set(every(5_000, ...ids), 0);
    const starts = play(schedule, 120_000, { limit: 3, durationMs: 1_000 });
    const counts = ids.map((id) => starts.get(id)!.length);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  });

  it('starts nobody while there is no room', () => {
    const schedule = steady();
    schedule.set(every(1_000, 'a'), 0);
    expect(schedule.take(0, 0)).toEqual([]);
    expect(schedule.take(100, 1)).toHaveLength(1);
  });
});

describe('a probe under way', () => {
  it('is never joined by a second one, and what falls due meanwhile is counted', () => {
    const schedule = steady();
    schedule.set(every(1_000, 'a'), 0);
    schedule.take(0, 1);
    expect(schedule.take(1_000, 1)).toEqual([]);
    expect(schedule.take(1_100, 1)).toEqual([]);
    expect(schedule.overruns).toBe(1);
    schedule.finish('a');
    expect(schedule.take(1_999, 1)).toEqual([]);
    expect(idsOf(schedule.take(2_000, 1))).toEqual(['a']);
  });

  it('on demand keeps the cadence, and only one can begin', () => {
    const schedule = steady();
    schedule.set(every(1_000, 'a'), 0);
    schedule.take(0, 1);
    schedule.finish('a');
    expect([schedule.begin('a', 500), schedule.begin('a', 501), schedule.begin('nobody', 502)]).toEqual([
      true,
      false,
      false,
    ]);
    schedule.finish('a');
    expect(idsOf(schedule.take(1_000, 1))).toEqual(['a']);
  });
});

describe('a check wanted sooner', () => {
  it('comes beside the cadence', () => {
    const schedule = steady();
    schedule.set(every(1_000, 'a'), 0);
    schedule.take(0, 1);
    schedule.finish('a');
    schedule.expedite('a', 300);
    expect(schedule.take(299, 1)).toEqual([]);
    expect(schedule.take(300, 1)).toEqual([{ id: 'a', dueMs: 300 }]);
    schedule.finish('a');
    expect(schedule.take(999, 1)).toEqual([]);
    expect(schedule.take(1_000, 1)).toHaveLength(1);
  });

  it('is not put off by one wanted later', () => {
    const schedule = steady();
    schedule.set(every(1_000, 'a'), 0);
    schedule.take(0, 1);
    schedule.finish('a');
    schedule.expedite('a', 200);
    schedule.expedite('a', 800);
    schedule.expedite('nobody', 100);
    expect(schedule.take(200, 1)).toHaveLength(1);
  });
});

describe('new settings', () => {
  it('leave the cadence of those that stay, and end that of those that go', () => {
    const schedule = steady();
    schedule.set(every(1_000, 'a', 'b'), 0);
    schedule.take(100, 9);
    for (const id of ['a', 'b']) schedule.finish(id);
    schedule.set(every(1_000, 'a'), 500);
    expect(schedule.size).toBe(1);
    expect(schedule.take(999, 9)).toEqual([]);
    expect(idsOf(schedule.take(1_030, 9))).toEqual(['a']);
  });

  it('bring a shorter interval into force at once', () => {
    const schedule = steady();
    schedule.set(every(60_000, 'a'), 0);
    schedule.take(0, 1);
    schedule.finish('a');
    schedule.set(every(1_000, 'a'), 500);
    expect(schedule.take(1_499, 1)).toEqual([]);
    expect(idsOf(schedule.take(1_500, 1))).toEqual(['a']);
  });
});
