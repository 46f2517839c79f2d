/** chosen: beyond this a series of a few hours cannot tell drift from memory, and nothing is significant anyway. */
const STRONGEST = 0.9;
/** What is left of ranks that lie on the parabola. */
const ROUNDING = 1e-9;

/**
 * How much wider the Mann–Kendall statistic of a series spreads because neighbours resemble each other, 1 or more:
 * the effective-sample-size correction of Yue and Wang (2004) for a first-order process. Taken from the ranks, so that
 * a few wild values do not matter, less a parabola: a drift that bends must not be mistaken for memory.
 */
export function varianceInflation(values: Float64Array): number {
  const n = values.length;
  const rho = Math.min(STRONGEST, Math.max(0, unbiased(lagOne(withoutParabola(ranksOf(values))), n)));
  let factor = 1;
  let power = 1;
  for (let lag = 1; lag < n; lag++) {
    power *= rho;
    factor += 2 * (1 - lag / n) * power;
  }
  return factor;
}

/** Average ranks: ties share theirs. */
function ranksOf(values: Float64Array): Float64Array {
  const order = Array.from(values.keys()).toSorted((a, b) => values[a]! - values[b]!);
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    for (let i = from; i < to; i++) ranks[order[i]!] = (from + to - 1) / 2;
    from = to;
  }
  return ranks;
}

/** By least squares on two polynomials that are orthogonal over evenly spaced points. */
function withoutParabola(ranks: Float64Array): Float64Array {
  const n = ranks.length;
  const middle = (n - 1) / 2;
  const meanSquare = (n * n - 1) / 12;
  let [line, lineNorm, bend, bendNorm] = [0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    const x = i - middle;
    const y = x * x - meanSquare;
    line += x * ranks[i]!;
    lineNorm += x * x;
    bend += y * ranks[i]!;
    bendNorm += y * y;
  }
  const [slope, curve] = [line / lineNorm, bend / bendNorm];
  return ranks.map((rank, i) => rank - slope * (i - middle) - curve * ((i - middle) ** 2 - meanSquare));
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
  return variance < ROUNDING ? 0 : covariance / variance;
}

/** Of a short series whose parabola was taken out, the estimate is too small by about (3 + 5ρ) / n. */
function unbiased(estimate: number, n: number): number {
  return n > 5 ? (n * estimate + 3) / (n - 5) : STRONGEST;
}
