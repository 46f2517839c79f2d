import type { Advice, LeftOut } from '../routing/advice/advice.ts';
import type { Target } from '../targets/target.ts';

/**
 * What a gateway does with a target. `serving`: sends calls to it. `spare`: keeps it for when the others fail, since it
 * has no share now. `left_out`: does not call it.
 */
export type Standing = 'serving' | 'spare' | 'left_out';

/** A target of a pool as a gateway sees it. */
export interface Seat {
  readonly target: Target;
  readonly standing: Standing;
  /** Of the calls, 0 to 1; 0 unless it serves, but for a share of nothing in panic. */
  readonly share: number;
  readonly leftOut: LeftOut | null;
}

/**
 * Everybody of a pool, each once, in the order of their ids, so that what a gateway is told only changes when the advice
 * does. In panic all whom the advice names serve, whatever their share.
 */
export function seatsOf(advice: Advice, targetOf: (id: string) => Target | undefined): readonly Seat[] {
  const named = [
    ...advice.candidates.map(({ id, share }) => ({
      id,
      share,
      standing: share > 0 || advice.isPanic ? ('serving' as const) : ('spare' as const),
      leftOut: null,
    })),
    ...advice.excluded.map(({ id, ...leftOut }) => ({
      id,
      share: 0,
      standing: 'left_out' as const,
      leftOut,
    })),
  ];
  return named
    .flatMap(({ id, ...rest }) => {
      const target = targetOf(id);
      return target === undefined ? [] : [{ target, ...rest }];
    })
    .toSorted((a, b) => (a.target.id < b.target.id ? -1 : 1));
}

/** The greatest share of those who serve; 0 where nobody does. */
export function bestShareOf(shares: readonly { readonly share: number }[]): number {
  return shares.reduce((best, { share }) => Math.max(best, share), 0);
}

/**
 * A share as a whole weight from 1 to `most`, which the best one has: gateways that count in whole numbers call who
 * serves at all, however little that is.
 */
export function wholeWeight(share: number, best: number, most: number): number {
  return best <= 0 ? most : Math.max(1, Math.round((share / best) * most));
}
