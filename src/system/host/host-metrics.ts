import { type Family, familyHeader, label, sample } from '../../metrics/exposition.ts';
import type { HostReportBody } from './host-report.view.ts';

const VALUES: readonly (Family & {
  readonly of: (checks: HostReportBody['checks']) => number | null | undefined;
})[] = [
  gauge(
    'memory_used_percent',
    'Memory in use, of the limit that counts.',
    ({ memory }) => memory.percent_used,
  ),
  gauge('disk_used_percent', 'Disk in use, where our data lies.', ({ disk }) => disk.percent_used),
  gauge('cpu_used_percent', 'CPU in use, of the limit that counts.', ({ cpu }) => cpu.percent_used),
  gauge('event_loop_lag_p99_ms', 'How late timers come.', ({ event_loop: loop }) => loop.lag_p99_ms),
  gauge('active_handles', 'What the event loop holds open.', ({ event_loop: loop }) => loop.active_handles),
];

const STATUS: Family = {
  name: 'bellwether_host_check_status',
  type: 'gauge',
  help: 'The newest host check: 1 for the status of each reading.',
};

function gauge(
  name: string,
  help: string,
  of: (checks: HostReportBody['checks']) => number | null | undefined,
): Family & { readonly of: typeof of } {
  return { name: `bellwether_host_${name}`, type: 'gauge', help, of };
}

/** The newest host check in Prometheus' text; empty before the first. */
export function hostMetricsText(report: HostReportBody | null): string {
  if (report === null) return '';
  const values = VALUES.flatMap(({ of, ...family }) => {
    const value = of(report.checks);
    return value === null || value === undefined
      ? []
      : [familyHeader(family), sample(family.name, '', value)];
  });
  const statuses = Object.entries(report.checks).map(([name, { status }]) =>
    sample(STATUS.name, `${label('check', name)},${label('status', status)}`, 1),
  );
  return [...values, familyHeader(STATUS), ...statuses].join('');
}
