import type { Observation } from '../observations/observation.ts';

/** Takes observations that were recorded together moment by moment; all of one moment are as the first of them. */
export function forEachMoment(
  observations: readonly Observation[],
  take: (first: Observation, count: number) => void,
): void {
  let first = 0;
  for (let next = 1; next <= observations.length; next++) {
    if (observations[next]?.at === observations[first]!.at) continue;
    take(observations[first]!, next - first);
    first = next;
  }
}
