/**
 * Share of a normal distribution above `z` standard deviations. The rational approximation 7.1.26 of Abramowitz and
 * Stegun to the error function; its absolute error of 1.5e-7 is far below any level of significance in use here.
 */
export function normalTail(z: number): number {
  if (z < 0) return 1 - normalTail(-z);
  const x = z / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const sum =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return (sum * Math.exp(-x * x)) / 2;
}
