import { sideBySide, totalsOf } from './side-by-side.ts';
import { StatusTrack } from './status-track.ts';
import type { Status } from '../../health/status.ts';

const MINUTE_MS = 60_000;
const RANGE = { from: 0, to: 10 * MINUTE_MS };

function track(...changes: [at: number, status: Status][]): StatusTrack {
  const made = new StatusTrack();
  for (const [at, status] of changes) made.push({ at, status, why: `${status} at ${at}` });
  return made;
}

describe('two tracks side by side', () => {
  it('begin with what was in force, and have a row for each change of either', () => {
    const was = track([-5, 'healthy'], [60_000, 'degraded'], [64_000, 'unhealthy']);
    const wouldHaveBeen = track([-5, 'healthy'], [60_000, 'degraded']);
    const rows = sideBySide('openai', { was, wouldHaveBeen }, RANGE);
    expect(rows.map((row) => [row.at, row.was, row.wouldHaveBeen])).toEqual([
      [0, 'healthy', 'healthy'],
      [60_000, 'degraded', 'degraded'],
      [64_000, 'unhealthy', 'degraded'],
    ]);
  });

  it('share a row where they change at about the same time', () => {
    const pair = { was: track([60_000, 'degraded']), wouldHaveBeen: track([60_900, 'unhealthy']) };
    const rows = sideBySide('openai', pair, RANGE);
    expect(rows.slice(1)).toEqual([
      {
        at: 60_000,
        targetId: 'openai',
        was: 'degraded',
        wouldHaveBeen: 'unhealthy',
        why: 'unhealthy at 60900',
      },
    ]);
  });
});

describe('totals', () => {
  it('are the minutes of each status, and the changes that are worth an alert', () => {
    const went = track([0, 'healthy'], [120_000, 'degraded'], [180_000, 'unhealthy'], [300_000, 'degraded']);
    expect(totalsOf(went, RANGE, [])).toEqual({
      minutes: { healthy: 2, degraded: 6, unhealthy: 2, unknown: 0 },
      becameUnhealthy: 1,
      becameDegraded: 1,
    });
  });

  it('leave out when nobody watched', () => {
    const gap = { from: 5 * MINUTE_MS, to: 8 * MINUTE_MS };
    expect(totalsOf(track([0, 'healthy']), RANGE, [gap]).minutes.healthy).toBe(7);
  });
});
