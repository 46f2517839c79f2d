import fc from 'fast-check';
import { Recent } from './recent.ts';

describe('the newest few', () => {
  it('are the last ones pushed, newest first, whatever came before', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.array(fc.nat(), { maxLength: 40 }),
        (capacity, items) => {
          const recent = new Recent<number>(capacity);
          for (const item of items) recent.push(item);
          expect(recent.newestFirst()).toEqual(items.slice(-capacity).toReversed());
        },
      ),
    );
  });
});
