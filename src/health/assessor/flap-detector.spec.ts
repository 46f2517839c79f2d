import { FlapDetector } from './flap-detector.ts';

/** Pushes `changes` results that each differ from the one before, then `stable` that do not. */
function after(changes: number, stable: number): FlapDetector {
  const detector = new FlapDetector();
  detector.push(true);
  for (let i = 1; i <= changes; i++) detector.push(i % 2 === 0);
  for (let i = 0; i < stable; i++) detector.push(changes % 2 === 0);
  return detector;
}

describe('flapping', () => {
  it.each([
    [6, 0, 33.9, true],
    [5, 0, 28.5, false],
    [7, 13, 30.1, true],
    [0, 20, 0, false],
  ])('weighs %i changes, then %i stable results, as %d %%', (changes, stable, percent, isFlapping) => {
    const detector = after(changes, stable);
    expect(detector.changePercent()).toBeCloseTo(percent, 5);
    expect(detector.isFlapping).toBe(isFlapping);
  });

  it('counts the oldest 6 changes of 20 as too few to begin with', () => {
    const detector = new FlapDetector();
    for (let i = 0; i < 7; i++) detector.push(i % 2 === 0);
    detector.reset();
    expect([detector.isFlapping, detector.changePercent()]).toEqual([false, 0]);
  });

  it('needs 15 stable results to clear from results that all changed', () => {
    expect(after(40, 14).isFlapping).toBe(true);
    expect(after(40, 15).isFlapping).toBe(false);
  });

  it('forgets what is older than 20 results', () => {
    expect(after(40, 20).changePercent()).toBe(0);
  });

  it('takes the first result for no change', () => {
    const detector = new FlapDetector();
    detector.push(false);
    expect(detector.changePercent()).toBe(0);
  });
});
