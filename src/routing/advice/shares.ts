import type { Factors } from './advice.ts';

/**
 * Probabilities from weights, adding up to 1. Where none has any weight, each provider asking to wait, waiting is left
 * out of account; where even so none has any, all are alike: somebody must be called.
 */
export function sharesOf(factors: readonly Factors[], weights: readonly number[]): readonly number[] {
  return (
    normalised(weights) ??
    normalised(factors.map(withoutHeadroom)) ??
    factors.map(() => 1 / Math.max(1, factors.length))
  );
}

function withoutHeadroom({ configured, status, latency, slowStart }: Factors): number {
  return configured * status * latency * slowStart;
}

function normalised(weights: readonly number[]): readonly number[] | null {
  let sum = 0;
  for (const weight of weights) sum += weight;
  return sum > 0 ? weights.map((weight) => weight / sum) : null;
}
