import { Clock } from '../clock/clock.ts';
import { Presents } from './moment.ts';

const START = Date.parse('2026-11-22T04:00:00.000Z');

/** Two clocks that a test sets by hand: the wall clock in whole milliseconds, as Node's. */
class TwoClocks extends Clock {
  elapsedMs = 0;
  setMs = 0;

  now(): number {
    return Math.floor(START + this.setMs + this.elapsedMs);
  }

  monotonicMs(): number {
    return 1_000 + this.elapsedMs;
  }
}

describe('the moment of an outcome', () => {
  it('is now where nobody says, and where the sender is a little ahead', () => {
    const present = new Presents(new TwoClocks()).take(900_000);
    const now = { at: START, atMonotonicMs: 1_000 };
    expect(present.momentOf(null)).toEqual(now);
    expect(present.momentOf(START + 30_000)).toEqual(now);
    expect(present.refusal(START + 60_000)).toBeNull();
    expect(present.refusal(START + 60_001)).toBe('at most 60 s in the future');
  });

  it('is as long ago on our monotonic clock as it is on the wall', () => {
    const present = new Presents(new TwoClocks()).take(900_000);
    expect(present.momentOf(START - 300)).toEqual({ at: START - 300, atMonotonicMs: 700 });
    expect(present.refusal(START - 900_000)).toBeNull();
    expect(present.refusal(START - 900_001)).toBe('at most 900 s old');
  });

  it('is the same for the same time, whatever the fraction of the millisecond in which it is told', () => {
    const clock = new TwoClocks();
    const presents = new Presents(clock);
    const moments = [0.1, 0.9, 10.4, 17.99].map((elapsedMs) => {
      clock.elapsedMs = elapsedMs;
      return presents.take(900_000).momentOf(START - 5).atMonotonicMs;
    });
    expect(new Set(moments).size).toBe(1);
  });

  it('follows a wall clock that is set', () => {
    const clock = new TwoClocks();
    const presents = new Presents(clock);
    presents.take(900_000);
    clock.setMs = 3_600_000;
    expect(presents.take(900_000).momentOf(START + 3_600_000 - 300).atMonotonicMs).toBe(700);
  });

  it('is never ahead of our own clock', () => {
    const clock = new TwoClocks();
    const presents = new Presents(clock);
    clock.elapsedMs = 0.99;
    presents.take(900_000);
    clock.elapsedMs = 10;
    const present = presents.take(900_000);
    expect(present.momentOf(START + 10).atMonotonicMs).toBeLessThanOrEqual(present.nowMs);
    expect(present.momentOf(START + 9).atMonotonicMs).toBeLessThanOrEqual(present.nowMs);
  });
});
