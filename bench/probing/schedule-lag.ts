const BUCKET = /^bellwether_schedule_lag_seconds_bucket\{le="([^"]+)"\} (\d+)$/gm;

/** The histogram of the schedule lag from an exposition: cumulative counts by upper bound, seconds. */
export function readLag(exposition: string): Map<number, number> {
  const buckets = [...exposition.matchAll(BUCKET)];
  if (buckets.length === 0) throw new Error('the exposition has no bellwether_schedule_lag_seconds');
  return new Map(buckets.map(([, le, count]) => [le === '+Inf' ? Infinity : Number(le), Number(count)]));
}

/** A percentile of what came between two readings, linear within its bucket as Prometheus has it, milliseconds. */
export function lagPercentileMs(before: Map<number, number>, after: Map<number, number>, q: number): number {
  const grown = [...after].map(([bound, count]) => [bound, count - (before.get(bound) ?? 0)] as const);
  const rank = q * grown.at(-1)![1];
  let [lower, below] = [0, 0];
  for (const [bound, count] of grown) {
    if (count >= rank) return 1_000 * (lower + ((bound - lower) * (rank - below)) / (count - below));
    [lower, below] = [bound, count];
  }
  return Infinity;
}
