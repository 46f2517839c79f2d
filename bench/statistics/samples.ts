/** A small seeded generator (mulberry32), so that a bench or a test repeats. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export type Sampler = () => number;

/** Latencies around `medianMs` with a long tail. */
export function lognormal(random: () => number, medianMs: number, sigma: number): Sampler {
  return () => {
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    return medianMs * Math.exp(sigma * radius * Math.cos(2 * Math.PI * random()));
  };
}

/** Mostly fast answers (a cache) and a share of slow ones far away from them. */
export function bimodal(random: () => number): Sampler {
  const fast = lognormal(random, 40, 0.25);
  const slow = lognormal(random, 2_400, 0.35);
  return () => (random() < 0.7 ? fast() : slow());
}

/** The exact nearest rank of samples in ascending order. */
export function exactPercentile(sorted: ArrayLike<number>, percent: number): number {
  return sorted[Math.max(0, Math.ceil((percent * sorted.length) / 100) - 1)] as number;
}
