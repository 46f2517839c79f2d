import fc from 'fast-check';
import { ThresholdLatch } from './threshold-latch.ts';

describe('a threshold with hysteresis', () => {
  it('is on from the threshold up, and off again only below 80 % of it', () => {
    const latch = new ThresholdLatch();
    const seen = [49.9, 50, 45, 40, 39.9, 45, 50].map((value) => latch.update(value, 50));
    expect(seen).toEqual([false, true, true, true, false, false, true]);
  });

  it('is off where there is too little to judge by, and must be entered anew', () => {
    const latch = new ThresholdLatch();
    latch.update(60, 50);
    expect(latch.update(null, 50)).toBe(false);
    expect(latch.update(45, 50)).toBe(false);
  });

  it('is always on at the threshold and above, and always off below 80 % of it', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 100, noNaN: true })), (values) => {
        const latch = new ThresholdLatch();
        const isOn = values.map((value) => latch.update(value, 50));
        const clear = values.filter((value) => value >= 50 || value < 40);
        expect(isOn.filter((_, i) => clear.includes(values[i]!))).toEqual(clear.map((value) => value >= 50));
      }),
    );
  });
});
