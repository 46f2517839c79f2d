import fc from 'fast-check';
import { Histogram, Registry } from 'prom-client';
import { Buckets, LatencyHistogram } from './latency-histogram.ts';

const BOUNDS_S = [0.1, 0.5, 2];

describe('LatencyHistogram', () => {
  it('counts a duration in every bucket that it fits, bounds included', () => {
    const histogram = new LatencyHistogram(new Buckets(BOUNDS_S));
    for (const durationMs of [100, 100.001, 500, 3_000]) histogram.observe(durationMs);
    expect(histogram.text('lag', 'target="a"').split('\n')).toEqual([
      'lag_bucket{target="a",le="0.1"} 1',
      'lag_bucket{target="a",le="0.5"} 3',
      'lag_bucket{target="a",le="2"} 3',
      'lag_bucket{target="a",le="+Inf"} 4',
      'lag_sum{target="a"} 3.700001',
      'lag_count{target="a"} 4',
      '',
    ]);
  });

  it('does without labels', () => {
    expect(new LatencyHistogram(new Buckets(BOUNDS_S)).text('lag', '')).toContain('lag_bucket{le="0.1"} 0\n');
  });

  it('counts as prom-client does', async () => {
    const durations = fc.array(fc.integer({ min: 0, max: 5_000 }), { maxLength: 50 });
    await fc.assert(
      fc.asyncProperty(durations, async (all) => {
        const own = new LatencyHistogram(new Buckets(BOUNDS_S));
        const registry = new Registry();
        const theirs = new Histogram({ name: 'lag', help: '.', buckets: BOUNDS_S, registers: [registry] });
        theirs.zero({});
        for (const durationMs of all) {
          own.observe(durationMs);
          theirs.observe(durationMs / 1_000);
        }
        expect(samplesOf(own.text('lag', ''))).toEqual(samplesOf(await registry.metrics()));
      }),
    );
  });
});

/** Sums differ in their last digits, for they are added up in other units. */
function samplesOf(text: string): string[] {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => line.replace(/(?<=_sum )\S+/, (sum) => Number(sum).toFixed(6)));
}
