import { at, buildTransition } from '../../../test/support/history-api.ts';
import type { Transition } from '../history-record.ts';
import type { TimeRange } from '../history-store.ts';
import { intervalsOf, type LiveStatus, type StatusInterval } from './status-interval.ts';

const NOW = at('04:00:00');
const RANGE = { from: at('03:00:00'), to: NOW };
const DOWN = { reasons: [{ code: 'server_error', message: '3 checks failed' }], blame: 'provider' } as const;

function told(
  transitions: readonly Transition[],
  rest: { gaps?: readonly TimeRange[]; live?: LiveStatus; range?: TimeRange } = {},
): string[] {
  const { gaps = [], live = null, range = RANGE } = rest;
  return intervalsOf({ transitions, gaps, live }, range, NOW).map(line);
}

function line({ status, from, to, reasons }: StatusInterval): string {
  const [start, end] = [from, to].map((time) =>
    time === null ? 'now' : new Date(time).toISOString().slice(11, 16),
  );
  return [`${start}-${end}`, status, ...reasons.map(({ code }) => code)].join(' ');
}

const healthyBefore = buildTransition({ at: at('01:00:00') });
const down = buildTransition({ at: at('03:20:00'), from: 'healthy', to: 'unhealthy', ...DOWN });
const up = buildTransition({ at: at('03:30:00'), from: 'unhealthy', to: 'healthy' });

describe('status intervals', () => {
  it('run from one change to the next, the last one as long as it lasts', () => {
    expect(told([healthyBefore, down, up])).toEqual([
      '03:00-03:20 healthy',
      '03:20-03:30 unhealthy server_error',
      '03:30-now healthy',
    ]);
  });

  it('begin unknown where nothing was recorded before', () => {
    expect(told([down])).toEqual(['03:00-03:20 unknown no_data', '03:20-now unhealthy server_error']);
    expect(told([])).toEqual(['03:00-now unknown no_data']);
  });

  it('end with a range that lies in the past, and at now where it reaches ahead', () => {
    const past = { from: at('03:10:00'), to: at('03:25:00') };
    expect(told([healthyBefore, down, up], { range: past })).toEqual([
      '03:10-03:20 healthy',
      '03:20-03:25 unhealthy server_error',
    ]);
    const ahead = { from: at('03:40:00'), to: at('09:00:00') };
    expect(told([healthyBefore, down, up], { range: ahead })).toEqual(['03:40-now healthy']);
    expect(told([up], { range: { from: at('05:00:00'), to: at('06:00:00') } })).toEqual([]);
  });

  it('know a change that is not written yet', () => {
    const live = { status: 'degraded', since: at('03:50:00'), reasons: [], blame: null } as const;
    expect(told([healthyBefore], { live })).toEqual(['03:00-03:50 healthy', '03:50-now degraded']);
    expect(told([healthyBefore, down], { live: { ...live, status: 'unhealthy' } })).toEqual([
      '03:00-03:20 healthy',
      '03:20-now unhealthy server_error',
    ]);
  });

  it('show the time in which we did not run as unknown', () => {
    const gaps = [{ from: at('03:05:00'), to: at('03:10:00') }];
    expect(told([healthyBefore, down], { gaps })).toEqual([
      '03:00-03:05 healthy',
      '03:05-03:10 unknown not_running',
      '03:10-03:20 healthy',
      '03:20-now unhealthy server_error',
    ]);
  });

  it('do not claim after a gap what the process after it did not know', () => {
    const gaps = [{ from: at('03:05:00'), to: at('03:10:00') }];
    const anew = buildTransition({ at: at('03:12:00'), from: 'unknown', to: 'healthy' });
    expect(told([healthyBefore, anew], { gaps })).toEqual([
      '03:00-03:05 healthy',
      '03:05-03:10 unknown not_running',
      '03:10-03:12 unknown no_data',
      '03:12-now healthy',
    ]);
  });

  it('take a gap over several changes and over the edge of the range', () => {
    const gaps = [
      { from: at('02:00:00'), to: at('03:02:00') },
      { from: at('03:25:00'), to: at('03:40:00') },
    ];
    expect(told([healthyBefore, down, up], { gaps })).toEqual([
      '03:00-03:02 unknown not_running',
      '03:02-03:20 healthy',
      '03:20-03:25 unhealthy server_error',
      '03:25-03:40 unknown not_running',
      '03:40-now healthy',
    ]);
  });
});
