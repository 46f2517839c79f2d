import { HourlyBaseline } from './hourly-baseline.ts';
import type { TrendPoint } from './trend-estimate.ts';
import { judgeTrend, type TrendGuard } from './trend-verdict.ts';

const LATENCY: TrendGuard = { leastChangePercent: 15, leastChange: 15, fewestPoints: 12 };
const RATE: TrendGuard = { leastChangePercent: null, leastChange: 2, fewestPoints: 12 };
const QUARTER_HOURS = 0.25;
const DAY_HOURS = 24;
const STEP_HOURS = 1 / 12;
const RUNS = 300;
/** Of a hundred series that mean nothing, at most so many may be called a trend. */
const MOST_WRONG_PERCENT = 2;

// Globals are looked up slowly inside the test runner.
const { log, sqrt, cos, sin, exp, imul, PI } = Math;

/** Always the same numbers for the same seed (mulberry32). */
class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  uniform(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  normal(): number {
    return sqrt(-2 * log(1 - this.uniform())) * cos(2 * PI * this.uniform());
  }
}

type Signal = (atHours: number) => number;

function sample(signal: Signal, endHours: number, count: number, stepHours = STEP_HOURS): TrendPoint[] {
  return Array.from({ length: count }, (_, i) => {
    const atHours = endHours - (count - 1 - i) * stepHours;
    return { atHours, value: signal(atHours) };
  });
}

/** The five hours around the present one, on each of so many days before. */
function pastOf(
  signal: Signal,
  endHours: number,
  days: number,
  stepHours = STEP_HOURS,
): HourlyBaseline | null {
  if (days === 0) return null;
  const points: TrendPoint[] = [];
  for (let day = days; day >= 1; day--) {
    points.push(...sample(signal, endHours + 2 - day * DAY_HOURS, Math.round(7 / stepHours), stepHours));
  }
  return new HourlyBaseline(points);
}

const NOISES: Record<string, (random: Random) => Signal> = {
  'white noise': (random) => () => 300 + 60 * random.normal(),
  'heavy-tailed noise': (random) => () => 300 * exp(random.normal()),
  'noise that remembers (AR(1), 0.5)': (random) => {
    let x = random.normal();
    return () => {
      x = 0.5 * x + sqrt(0.75) * random.normal();
      return 300 * exp(0.25 * x);
    };
  },
  'a mild daily course under noise': (random) => dailyCourse(random, 0.2),
};

function dailyCourse(random: Random, swing: number): Signal {
  const phase = random.uniform() * DAY_HOURS;
  return (atHours) =>
    300 * (1 + swing * sin((2 * PI * (atHours + phase)) / DAY_HOURS)) * exp(0.2 * random.normal());
}

function wrongPercent(noise: (random: Random) => Signal, days: number, count: number): number {
  const random = new Random(20261122 + days * 100 + count);
  let wrong = 0;
  for (let run = 0; run < RUNS; run++) {
    const signal = noise(random);
    const endHours = 24_000 + DAY_HOURS * random.uniform();
    const baseline = pastOf(signal, endHours, days);
    const trend = judgeTrend({ points: sample(signal, endHours, count), baseline, guard: LATENCY });
    if (trend?.verdict !== 'stable') wrong++;
  }
  return (100 * wrong) / RUNS;
}

describe('no verdict on noise', () => {
  for (const [name, noise] of Object.entries(NOISES)) {
    it.each([
      [0, 12],
      [0, 36],
      [3, 36],
      [7, 36],
    ])(`is given on ${name}, with %i days of a past and %i points`, (days, count) => {
      expect(wrongPercent(noise, days, count)).toBeLessThanOrEqual(MOST_WRONG_PERCENT);
    });
  }

  it.each([0.3, 0.5])('is given on a daily course of %d once it is known', (swing) => {
    expect(wrongPercent((random) => dailyCourse(random, swing), 7, 36)).toBeLessThanOrEqual(
      MOST_WRONG_PERCENT,
    );
  });

  it.each([0, 0.02, 0.05, 0.1, 0.3])('is given on a failure rate that stays at %d', (rate) => {
    for (const days of [0, 3]) {
      const random = new Random(4711 + days);
      let wrong = 0;
      for (let run = 0; run < RUNS; run++) {
        const signal = failureRate(random, () => rate);
        const points = sample(signal, RATE_END, 36);
        const baseline = pastOf(inQuarters(signal), RATE_END, days, QUARTER_HOURS);
        const trend = judgeTrend({ points, compared: quartersOf(points), baseline, guard: RATE });
        if (trend?.verdict !== 'stable') wrong++;
      }
      expect((100 * wrong) / RUNS).toBeLessThanOrEqual(MOST_WRONG_PERCENT);
    }
  });
});

const RATE_END = 24_010.3;

/** Of ten checks in five minutes. */
function failureRate(random: Random, probability: Signal): Signal {
  return (atHours) => {
    const limit = probability(atHours);
    let failures = 0;
    for (let check = 0; check < 10; check++) if (random.uniform() < limit) failures++;
    return 10 * failures;
  };
}

function inQuarters(signal: Signal): Signal {
  return (atHours) => (signal(atHours) + signal(atHours) + signal(atHours)) / 3;
}

function quartersOf(points: readonly TrendPoint[]): TrendPoint[] {
  return points.flatMap(({ atHours }, i) => {
    const [first, second, third] = points.slice(i, i + 3);
    if (i % 3 !== 0 || third === undefined) return [];
    return [{ atHours, value: (first!.value + second!.value + third.value) / 3 }];
  });
}

describe('a trend', () => {
  const NOON = 24_012.5;
  const noisy = (signal: Signal, share = 0.1): Signal => {
    const random = new Random(99);
    return (atHours) => signal(atHours) * exp(share * random.normal());
  };
  const rising = (percentAnHour: number): Signal =>
    noisy((atHours) => 300 * (1 + percentAnHour / 100) ** (atHours - NOON + 3));

  it('is degrading where latency rises for long enough, and the slope is about right', () => {
    const trend = judgeTrend({ points: sample(rising(20), NOON, 36), baseline: null, guard: LATENCY })!;
    expect(trend).toMatchObject({ verdict: 'degrading', slope: 'degrading', baseline: null });
    const [low, high] = trend.estimate.slopeCi;
    expect(low).toBeGreaterThan(0);
    expect(trend.estimate.slopePerHour).toBeGreaterThan(low);
    expect(trend.estimate.slopePerHour).toBeLessThan(high);
    expect(trend.estimate.slopePerHour).toBeGreaterThan(50);
    expect(trend.estimate.slopePerHour).toBeLessThan(110);
  });

  it('is improving where latency falls', () => {
    expect(
      judgeTrend({ points: sample(rising(-20), NOON, 36), baseline: null, guard: LATENCY })!.verdict,
    ).toBe('improving');
  });

  it('is none where the change is certain and small', () => {
    const creeping: Signal = (atHours) => 300 + (atHours - NOON) * 5;
    const trend = judgeTrend({ points: sample(creeping, NOON, 36), baseline: null, guard: LATENCY })!;
    expect(trend.estimate.pValue).toBeLessThan(1e-6);
    expect(trend.verdict).toBe('stable');
  });

  it('is none where a few milliseconds are many percent', () => {
    const fast: Signal = (atHours) => 2 + (atHours - NOON + 3);
    expect(judgeTrend({ points: sample(fast, NOON, 36), baseline: null, guard: LATENCY })!.verdict).toBe(
      'stable',
    );
  });

  it('is seen sooner where the usual course of the day is known', () => {
    const usual = pastOf(
      noisy(() => 300),
      NOON,
      7,
    );
    const points = sample(rising(8), NOON, 36);
    expect(judgeTrend({ points, baseline: null, guard: LATENCY })!.verdict).toBe('stable');
    expect(judgeTrend({ points, baseline: usual, guard: LATENCY })!.slope).toBe('degrading');
  });

  it('is degrading where latency is flat, and far above what is usual at this hour', () => {
    const usual = pastOf(
      noisy(() => 300),
      NOON,
      7,
    );
    const slow = noisy(() => 480);
    const trend = judgeTrend({ points: sample(slow, NOON, 36), baseline: usual, guard: LATENCY })!;
    expect(trend).toMatchObject({ verdict: 'degrading', slope: 'stable' });
    expect(trend.baseline).toMatchObject({ verdict: 'degrading', days: 7 });
    expect(trend.baseline!.deviationPercent).toBeGreaterThan(50);
    expect(trend.baseline!.deviationPercent).toBeLessThan(70);
  });

  it('is improving where latency is still above the usual, and falls', () => {
    const usual = pastOf(
      noisy(() => 300),
      NOON,
      7,
    );
    const falling = noisy((atHours) => 900 - 150 * (atHours - NOON + 3));
    expect(judgeTrend({ points: sample(falling, NOON, 36), baseline: usual, guard: LATENCY })!.verdict).toBe(
      'improving',
    );
  });

  it('has no baseline with too few days', () => {
    const usual = pastOf(() => 300, NOON, 2);
    const points = sample(() => 300, NOON, 36);
    expect(judgeTrend({ points, baseline: usual, guard: LATENCY })!.baseline).toBeNull();
  });

  it('is not judged on too few points', () => {
    expect(judgeTrend({ points: sample(rising(40), NOON, 11), baseline: null, guard: LATENCY })).toBeNull();
  });

  it('is degrading before half of the checks fail, in nine of ten runs at 10 points an hour', () => {
    const runs = 40;
    const risingFrom = (seed: number): TrendPoint[] =>
      sample(
        failureRate(new Random(seed), (atHours) => 0.1 * (atHours - NOON)),
        NOON + 5,
        60,
      );
    const isSeen = (points: readonly TrendPoint[]): boolean =>
      points.some((_, i) => {
        const series = points.slice(Math.max(0, i - 35), i + 1);
        const question = { points: series, compared: quartersOf(series), baseline: null, guard: RATE };
        return judgeTrend(question)?.verdict === 'degrading';
      });
    const seen = Array.from({ length: runs }, (_, seed) => isSeen(risingFrom(seed))).filter(Boolean);
    expect(seen.length).toBeGreaterThanOrEqual(0.9 * runs);
  });
});
