import type { TargetHealth } from '../health/target-health.ts';

/** Providers that stand in for each other: all that are enabled. Their models are no pool of their own. */
export function isOfPool({ target }: TargetHealth): boolean {
  return target.model === null && target.provider.enabled;
}

export interface Pool {
  readonly size: number;
  /** Those whose circuit is not closed, whatever opened it: they are missing all the same. */
  readonly ejected: number;
}

export function poolOf(states: Iterable<TargetHealth>): Pool {
  let size = 0;
  let ejected = 0;
  for (const state of states) {
    if (!isOfPool(state)) continue;
    size++;
    if (state.circuit.state !== 'closed') ejected++;
  }
  return { size, ejected };
}

/** At most half of the pool is ejected by health, and at least one stays. */
export function mayEject({ size, ejected }: Pool): boolean {
  return ejected < Math.floor(size / 2);
}
