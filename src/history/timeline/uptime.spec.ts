import { at } from '../../../test/support/history-api.ts';
import type { Status } from '../../health/status.ts';
import type { StatusInterval } from './status-interval.ts';
import { uptimePercent } from './uptime.ts';

const NOW = at('04:00:00');

function interval(status: Status, from: string, to: string | null): StatusInterval {
  return { status, from: at(from), to: to === null ? null : at(to), reasons: [], blame: null };
}

const day = [
  interval('healthy', '00:00:00', '01:00:00'),
  interval('unhealthy', '01:00:00', '01:30:00'),
  interval('unknown', '01:30:00', '02:00:00'),
  interval('degraded', '02:00:00', null),
];

describe('uptime', () => {
  it.each([
    ['00:00:00', '04:00:00', (100 * 180) / 210],
    ['01:00:00', '01:30:00', 0],
    ['01:15:00', '02:15:00', 50],
    ['03:00:00', '09:00:00', 100],
    ['01:30:00', '02:00:00', null],
    ['05:00:00', '06:00:00', null],
  ])('from %s to %s is %p', (from, to, percent) => {
    expect(uptimePercent(day, { from: at(from), to: at(to) }, NOW)).toEqual(percent);
  });

  it('of nothing is not known', () => {
    expect(uptimePercent([], { from: 0, to: NOW }, NOW)).toBeNull();
  });
});
