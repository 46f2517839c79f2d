import fc from 'fast-check';
import { bimodal, exactPercentile, lognormal, seededRandom } from '../../bench/statistics/samples.ts';
import { BUCKET_COUNT, bucketOf, valueOf } from './latency-buckets.ts';
import { LatencySketch } from './latency-sketch.ts';

const latency = fc.double({ min: 0.01, max: 3_600_000, noNaN: true });
const anyValue = fc.oneof(
  latency,
  fc.constantFrom(0, -3, 1e-9, 1e9),
  fc.double({ noNaN: true, min: -10, max: 1e8 }),
);

function sketchOf(values: readonly number[]): LatencySketch {
  const sketch = new LatencySketch();
  for (const value of values) sketch.add(value);
  return sketch;
}

/** All that can be seen of a sketch, the sum apart: it depends on the order of adding in its last digits. */
function visible(sketch: LatencySketch) {
  const quantiles = [0, 0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 1].map((q) => sketch.quantile(q));
  return { count: sketch.count, min: sketch.min, max: sketch.max, quantiles };
}

describe('latency buckets', () => {
  it('stand within 1 % of every value from 0.01 ms to 1 h', () => {
    fc.assert(
      fc.property(latency, (value) => {
        expect(Math.abs(valueOf(bucketOf(value)) - value) / value).toBeLessThanOrEqual(0.01 + 1e-12);
      }),
      { numRuns: 5_000 },
    );
  });

  it('ascend with the value, in 35 buckets an octave', () => {
    const buckets = Array.from({ length: 20_000 }, (_, i) => bucketOf(0.0078 * 1.002 ** i));
    expect(buckets.every((bucket, i) => i === 0 || bucket >= (buckets[i - 1] as number))).toBe(true);
    expect(new Set(buckets).size).toBe(BUCKET_COUNT);
    expect(BUCKET_COUNT).toBe(29 * 35);
  });

  it('clamp zero, negatives, what is not a number and what lies beyond an hour', () => {
    expect([0, -1, -Infinity, NaN, 1e-12].map(bucketOf)).toEqual([0, 0, 0, 0, 0]);
    expect([1e8, Infinity].map(bucketOf)).toEqual([BUCKET_COUNT - 1, BUCKET_COUNT - 1]);
  });
});

describe('LatencySketch', () => {
  it('has no percentile without a sample', () => {
    expect(new LatencySketch().quantile(0.5)).toBeNull();
    expect(new LatencySketch().count).toBe(0);
  });

  it('keeps count, sum, min and max exactly, outside its range too', () => {
    const sketch = sketchOf([-2, 0, 5, 7.25, 9_000_000]);
    expect([sketch.count, sketch.sum, sketch.min, sketch.max]).toEqual([5, 9_000_010.25, -2, 9_000_000]);
    expect([sketch.quantile(0), sketch.quantile(1)]).toEqual([-2, 9_000_000]);
  });

  it('finds every percentile within 1 % of the exact nearest rank', () => {
    fc.assert(
      fc.property(
        fc.array(latency, { minLength: 1, maxLength: 300 }),
        fc.integer({ min: 0, max: 100 }),
        (values, p) => {
          const exact = exactPercentile(Float64Array.from(values).toSorted(), p);
          const found = sketchOf(values).quantile(p / 100) as number;
          expect(Math.abs(found - exact) / exact).toBeLessThanOrEqual(0.01 + 1e-12);
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each(['lognormal', 'bimodal'] as const)('stays within 1 %% on %s latencies of 20 seeds', (shape) => {
    for (let seed = 1; seed <= 20; seed++) {
      const random = seededRandom(seed);
      const sample = shape === 'bimodal' ? bimodal(random) : lognormal(random, 350, 0.6);
      const values = Float64Array.from({ length: 20_000 }, sample);
      const sketch = sketchOf([...values]);
      values.sort();
      for (const percent of [50, 90, 95, 99]) {
        const exact = exactPercentile(values, percent);
        expect(Math.abs((sketch.quantile(percent / 100) as number) - exact) / exact).toBeLessThanOrEqual(
          0.01,
        );
      }
    }
  });

  it('merges into the sketch of the union', () => {
    fc.assert(
      fc.property(fc.array(anyValue), fc.array(anyValue), (left, right) => {
        const merged = sketchOf(left);
        merged.merge(sketchOf(right));
        expect(visible(merged)).toEqual(visible(sketchOf([...left, ...right])));
        expect(merged.sum).toBeCloseTo(sketchOf([...left, ...right]).sum, 3);
      }),
    );
  });

  it('comes back from its bytes as it was', () => {
    fc.assert(
      fc.property(fc.array(anyValue), (values) => {
        const sketch = sketchOf(values);
        const restored = LatencySketch.fromBytes(sketch.toBytes());
        expect(visible(restored)).toEqual(visible(sketch));
        expect(restored.sum).toBe(sketch.sum);
        restored.merge(sketch);
        expect(restored.count).toBe(2 * sketch.count);
      }),
    );
  });

  it('stores counts beyond 32 bits', () => {
    const sketch = sketchOf([120, 130]);
    for (let doubling = 0; doubling < 40; doubling++) sketch.merge(LatencySketch.fromBytes(sketch.toBytes()));
    expect(LatencySketch.fromBytes(sketch.toBytes()).count).toBe(2 ** 41);
  });

  it('takes a few hundred bytes for any number of samples', () => {
    const values = Array.from({ length: 50_000 }, lognormal(seededRandom(7), 400, 0.5));
    expect(sketchOf(values).toBytes().length).toBeLessThan(400);
  });

  it('refuses bytes that are not a whole sketch of a known version', () => {
    const bytes = sketchOf([1, 2, 3]).toBytes();
    expect(() => LatencySketch.fromBytes(bytes.slice(0, -1))).toThrow(/must have \d+ bytes, got \d+/);
    expect(() => LatencySketch.fromBytes(new Uint8Array(3))).toThrow('more than 25 bytes, got 3');
    expect(() => LatencySketch.fromBytes(Uint8Array.of(9, ...bytes.slice(1)))).toThrow(
      'version must be 1, got 9',
    );
    expect(() => LatencySketch.fromBytes(bytes.fill(0xff, 25))).toThrow(/bucket must be below 1015/);
  });
});
