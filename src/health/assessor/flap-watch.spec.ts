import { FlapWatch } from './flap-watch.ts';

const INTERVAL_MS = 30_000;
const START_MS = 1_000_000;

/** Results that each differ from the one before, two seconds apart, until it is flapping. */
function flapping(depth: 'reach' | 'traffic'): FlapWatch {
  const watch = new FlapWatch();
  for (let i = 0; i < 8; i++) watch.push(i % 2 === 0, depth, START_MS - 14_000 + i * 2_000, INTERVAL_MS);
  return watch;
}

describe('what flaps', () => {
  it('takes one call a second and no more', () => {
    const watch = new FlapWatch();
    for (let i = 0; i < 20; i++) watch.push(i % 2 === 0, 'traffic', START_MS + i * 100, INTERVAL_MS);
    expect(watch.isFlapping).toBe(false);
  });

  it.each([
    ['reach', 'traffic', 300_000, true],
    ['reach', 'traffic', 300_001, false],
    ['traffic', 'reach', 300_000, true],
    ['traffic', 'reach', 300_001, false],
  ] as const)('%s, after %s alone for %i ms: %s', (depth, other, afterMs, isFlapping) => {
    const watch = flapping(depth);
    expect(watch.isFlapping).toBe(true);
    watch.push(true, other, START_MS + afterMs, INTERVAL_MS);
    expect(watch.isFlapping).toBe(isFlapping);
  });

  it('waits for three checks where they are rare', () => {
    const watch = flapping('reach');
    watch.push(true, 'traffic', START_MS + 1_800_000, 600_000);
    expect(watch.areChecksFlapping).toBe(true);
    watch.push(true, 'traffic', START_MS + 1_802_000, 600_000);
    expect(watch.areChecksFlapping).toBe(false);
  });
});
