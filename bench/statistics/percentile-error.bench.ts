import { DDSketch } from '@datadog/sketches-js';
import { WindowPool } from '../../src/statistics/window-pool.ts';
import { type Row, report } from '../harness.ts';
import { type Sampler, bimodal, exactPercentile, lognormal, seededRandom } from './samples.ts';

const SEEDS = 20;
const WINDOW_MS = 895_000;
const PERCENTILES = [50, 90, 95, 99] as const;
const SHAPES: Record<string, (random: () => number) => Sampler> = {
  lognormal: (random) => lognormal(random, 420, 0.7),
  bimodal,
};

interface Errors {
  ours: number;
  sketch: number;
}

/** The worst relative error of any percentile against sorted samples, in percent. */
function errorsOf(samples: Float64Array): Errors {
  const pool = new WindowPool([false]);
  const handle = pool.open(1);
  const sketch = new DDSketch({ relativeAccuracy: 0.01 });
  samples.forEach((latencyMs, i) => {
    pool.record(handle, (i * WINDOW_MS) / samples.length, 0, latencyMs);
    sketch.accept(latencyMs);
  });
  const sorted = samples.toSorted();
  const errors = { ours: 0, sketch: 0 };
  for (const percent of PERCENTILES) {
    const exact = exactPercentile(sorted, percent);
    const query = { handle, window: '15m' as const, nowMs: WINDOW_MS, sinceMs: -Infinity };
    errors.ours = Math.max(errors.ours, errorOf(pool.quantile(query, percent / 100) as number, exact));
    errors.sketch = Math.max(errors.sketch, errorOf(sketch.getValueAtQuantile(percent / 100), exact));
  }
  return errors;
}

function errorOf(found: number, exact: number): number {
  return (Math.abs(found - exact) / exact) * 100;
}

function worstOf(shape: string, volume: number): Errors {
  const worst = { ours: 0, sketch: 0 };
  for (let seed = 1; seed <= SEEDS; seed++) {
    const sample = (SHAPES[shape] as (random: () => number) => Sampler)(seededRandom(seed));
    const errors = errorsOf(Float64Array.from({ length: volume }, sample));
    worst.ours = Math.max(worst.ours, errors.ours);
    worst.sketch = Math.max(worst.sketch, errors.sketch);
  }
  return worst;
}

const figures: Record<string, Row> = {};
const against: Record<string, Row> = {};
for (const shape of Object.keys(SHAPES)) {
  for (const volume of [10, 100, 1_000, 10_000, 100_000]) {
    const worst = worstOf(shape, volume);
    const name = `${shape}, ${volume} samples, worst of ${SEEDS} seeds`;
    // The last digits of 1 % itself are the float's.
    figures[`${shape}_${volume}_percent`] = {
      name,
      value: worst.ours,
      unit: '%',
      budget: volume <= 32 ? 1e-4 : 1.0001,
    };
    // DDSketch rounds ranks down, which is another percentile where samples are few.
    if (volume < 1_000) continue;
    against[`ddsketch_${shape}_${volume}_percent`] = {
      name: `DDSketch, ${name}`,
      value: worst.sketch,
      unit: '%',
    };
  }
}
report({ name: 'percentile-error', figures, against });
