import { LoopWatch } from './loop-watch.ts';

function beating(...beatsMs: number[]): LoopWatch {
  const watch = new LoopWatch(100);
  for (const atMs of beatsMs) watch.beat(atMs);
  return watch;
}

describe('our own heartbeat', () => {
  it('is no stall before it began, nor while it is a little late', () => {
    expect(new LoopWatch(100).stalledSince(0, 1e9)).toBe(false);
    const watch = beating(0, 100, 450);
    expect(watch.stalls).toBe(0);
    expect(watch.stalledSince(0, 800)).toBe(false);
  });

  it('is a stall when a beat comes too late', () => {
    const watch = beating(0, 100, 451);
    expect(watch.stalls).toBe(1);
    expect(watch.lastStallEndedMs).toBe(451);
    expect(watch.stalledSince(200, 460)).toBe(true);
  });

  it('is a stall of whoever asks before the late beat came', () => {
    const watch = beating(0, 100);
    expect(watch.stalledSince(90, 451)).toBe(true);
    expect(watch.stalls).toBe(0);
  });

  it('is none of what began when the stall was over', () => {
    const watch = beating(0, 100, 2_000, 2_100);
    expect(watch.stalledSince(2_000, 2_150)).toBe(false);
    expect(watch.stalledSince(1_999, 2_150)).toBe(true);
  });
});
