import fc from 'fast-check';
import { aggregateStatus } from './aggregate.ts';
import type { Status } from './status.ts';

const member = (status: Status, isCritical = false) => ({ status, isCritical });

describe('the status of a group', () => {
  it.each<[Status, string, ReturnType<typeof member>[]]>([
    ['unknown', 'nobody takes part', []],
    ['healthy', 'all are healthy', [member('healthy'), member('healthy', true)]],
    ['unknown', 'one is unknown and the others healthy', [member('healthy'), member('unknown')]],
    ['degraded', 'one is degraded', [member('healthy'), member('degraded')]],
    ['degraded', 'one is degraded and another unknown', [member('unknown', true), member('degraded')]],
    ['degraded', 'one that is not critical is unhealthy', [member('unhealthy'), member('healthy', true)]],
    ['degraded', 'a critical one is degraded', [member('degraded', true)]],
    ['unhealthy', 'a critical one is unhealthy', [member('healthy'), member('unhealthy', true)]],
  ])('is %s when %s', (expected, _, members) => {
    expect(aggregateStatus(members)).toBe(expected);
  });

  it('does not depend on the order of its members', () => {
    const anyMember = fc.record({
      status: fc.constantFrom<Status>('healthy', 'degraded', 'unhealthy', 'unknown'),
      isCritical: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(anyMember), (members) => {
        expect(aggregateStatus(members.toReversed())).toBe(aggregateStatus(members));
      }),
    );
  });
});
