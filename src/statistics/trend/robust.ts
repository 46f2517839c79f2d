/** Of a normal distribution the median absolute deviation is this much smaller than the standard deviation. */
const MAD_TO_SIGMA = 1.4826;

/** @returns NaN when empty */
export function median(values: ArrayLike<number>): number {
  return medianOfSorted(new Float64Array(values).toSorted());
}

export function medianOfSorted(sorted: Float64Array): number {
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? NaN)) / 2;
}

/** Median absolute deviation: spread that a few wild values do not move. */
export function medianDeviation(values: ArrayLike<number>, center: number): number {
  const deviations = new Float64Array(values);
  for (let i = 0; i < deviations.length; i++) deviations[i] = Math.abs(deviations[i]! - center);
  return median(deviations);
}

export function sigmaOf(mad: number): number {
  return MAD_TO_SIGMA * mad;
}
