/** chosen: beyond this a series of a few hours cannot tell drift from memory, and nothing is significant anyway. */
const STRONGEST = 0.9;
/** Of the range of the residuals. */
const ROUNDING = 1e-9;

/**
 * How much wider the Mann–Kendall statistic of a series spreads because neighbours resemble each other, 1 or more:
 * the effective-sample-size correction of Yue and Wang (2004) for a first-order process. Taken from the residuals, by
 * ranks, so that neither the trend nor a few wild values are mistaken for memory.
 */
export function varianceInflation(residuals: Float64Array): number {
  const n = residuals.length;
  const rho = Math.min(STRONGEST, Math.max(0, unbiased(lagOne(ranksOf(residuals)), n)));
  let factor = 1;
  let power = 1;
  for (let lag = 1; lag < n; lag++) {
    power *= rho;
    factor += 2 * (1 - lag / n) * power;
  }
  return factor;
}

/** Average ranks: ties share theirs, as does what only the rounding of a line taken out tells apart. */
function ranksOf(values: Float64Array): Float64Array {
  const order = Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);
  const tie = ROUNDING * (values[order.at(-1)!]! - values[order[0]!]!);
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && values[order[to]!]! - values[order[from]!]! <= tie) to++;
    for (let i = from; i < to; i++) ranks[order[i]!] = (from + to - 1) / 2;
    from = to;
  }
  return ranks;
}

function lagOne(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  let variance = 0;
  let covariance = 0;
  for (let i = 0; i < values.length; i++) {
    const deviation = values[i]! - mean;
    variance += deviation * deviation;
    if (i > 0) covariance += deviation * (values[i - 1]! - mean);
  }
  return variance === 0 ? 0 : covariance / variance;
}

/** Of a short series whose line was taken out, the estimate is too small by about (2 + 4ρ) / n. */
function unbiased(estimate: number, n: number): number {
  return n > 4 ? (n * estimate + 2) / (n - 4) : STRONGEST;
}
