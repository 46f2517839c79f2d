import type { Observation } from '../observations/observation.ts';

/** Takes observations that were recorded together moment by moment; all of one moment are as the first of them. */
export function forEachMoment(
  observations: readonly Observation[],
  take: (first: Observation, count: number) => void,
): void {
  const { length } = observations;
  for (let first = 0, next = 1; first < length; first = next++) {
    while (next < length && observations[next]!.at === observations[first]!.at) next++;
    take(observations[first]!, next - first);
  }
}
