import fc from 'fast-check';
import { buildObservation } from '../../test/support/build.ts';
import { forEachMoment } from './moments.ts';

describe('observations that were recorded together', () => {
  it('are as many by their moments, and no two moments that follow each other are the same', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2)), (times) => {
        const moments: { at: number; count: number }[] = [];
        forEachMoment(
          times.map((at) => buildObservation({ at })),
          ({ at }, count) => moments.push({ at, count }),
        );
        expect(moments.flatMap(({ at, count }) => Array<number>(count).fill(at))).toEqual(times);
        expect(moments.some(({ at }, i) => at === moments[i + 1]?.at)).toBe(false);
      }),
    );
  });
});
