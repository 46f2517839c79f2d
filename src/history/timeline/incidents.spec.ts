import { at } from '../../../test/support/history-api.ts';
import type { Status } from '../../health/status.ts';
import { incidentsOf } from './incidents.ts';
import type { StatusInterval } from './status-interval.ts';

type Step = readonly [from: string, status: Status, code?: 'latency' | 'timeout' | 'server_error'];

function intervals(...steps: readonly Step[]): StatusInterval[] {
  return steps.map(([from, status, code], i) => {
    const next = steps[i + 1]?.[0];
    return {
      status,
      from: at(from),
      to: next === undefined ? null : at(next),
      reasons: code === undefined ? [] : [{ code, message: code }],
      blame: null,
    };
  });
}

function times(...steps: readonly Step[]): string[] {
  const time = (ms: number | null): string =>
    ms === null ? 'now' : new Date(ms).toISOString().slice(11, 16);
  return incidentsOf(intervals(...steps)).map(({ from, to }) => `${time(from)}-${time(to)}`);
}

describe('incidents', () => {
  it('last from one healthy time to the next, as bad as they became', () => {
    const [incident, ...rest] = incidentsOf(
      intervals(
        ['03:00:00', 'healthy'],
        ['03:10:00', 'degraded', 'latency'],
        ['03:12:00', 'unhealthy', 'timeout'],
        ['03:20:00', 'degraded', 'server_error'],
        ['03:25:00', 'healthy'],
      ),
    );
    expect(rest).toEqual([]);
    expect(incident).toEqual({
      from: at('03:10:00'),
      to: at('03:25:00'),
      worstStatus: 'unhealthy',
      cause: { code: 'timeout', message: 'timeout' },
      blame: null,
      detectedAt: at('03:12:00'),
      wellSince: at('03:00:00'),
    });
  });

  it('are detected when they show, where they never became an outage', () => {
    const [incident] = incidentsOf(intervals(['03:00:00', 'unknown'], ['03:10:00', 'degraded', 'latency']));
    expect(incident).toMatchObject({
      to: null,
      worstStatus: 'degraded',
      detectedAt: at('03:10:00'),
      wellSince: null,
    });
  });

  it('go on behind a short blind time, and not behind a long one', () => {
    const down = ['03:00:00', 'unhealthy', 'timeout'] as const;
    expect(times(down, ['03:10:00', 'unknown'], ['03:20:00', 'unhealthy', 'timeout'])).toEqual(['03:00-now']);
    expect(times(down, ['03:10:00', 'unknown'], ['03:26:00', 'unhealthy', 'timeout'])).toEqual([
      '03:00-03:10',
      '03:26-now',
    ]);
  });

  it('end where nobody sees them any more', () => {
    expect(
      times(['03:00:00', 'unhealthy', 'timeout'], ['03:10:00', 'unknown'], ['03:12:00', 'healthy']),
    ).toEqual(['03:00-03:10']);
  });

  it('are apart when all was well in between, however shortly', () => {
    expect(
      times(
        ['03:00:00', 'degraded', 'timeout'],
        ['03:00:01', 'healthy'],
        ['03:00:02', 'unknown'],
        ['03:00:03', 'degraded', 'timeout'],
      ),
    ).toHaveLength(2);
  });
});
