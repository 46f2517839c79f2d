import { OwnComponents } from '../../alerts/rules/own-components.ts';
import type { HostCheckWatch } from '../tasks/host-check-watch.ts';
import type { HostReportBody } from '../host/host-report.view.ts';
import type { ComponentState } from './component.ts';
import type { ComponentWatch } from './component-watch.ts';
import { OwnHealthReports } from './own-health-reports.ts';

const FINE = { status: 'ok' } as const;

function reportsOf(states: readonly Partial<ComponentState>[], newest: HostReportBody | null = null) {
  const alerts = new OwnComponents();
  const watch = { states } as unknown as ComponentWatch;
  new OwnHealthReports(watch, { newest } as HostCheckWatch, alerts).onModuleInit();
  return alerts.reports();
}

describe('what alerts hear of our own health', () => {
  it('is each component, with the figures behind it', () => {
    const disk = {
      name: 'disk_space',
      status: 'degraded',
      message: '1 GB free',
      metadata: { free_gb: 1, folders: ['a'] },
    } as const;
    expect(reportsOf([disk])).toEqual([
      { name: 'disk_space', status: 'warning', message: '1 GB free', details: { free_gb: 1 } },
    ]);
  });

  it.each([
    [true, 'error'],
    [false, 'warning'],
  ] as const)('is, of one whose being critical is %s and that is down, %s', (isCritical, status) => {
    const store = { name: 'store', status: 'unhealthy' as const, isCritical, message: 'away', metadata: {} };
    expect(reportsOf([store])).toMatchObject([{ name: 'store', status }]);
  });

  it('is nothing of the providers, which have alerts of their own', () => {
    const states = ['ai_model', 'resilience'].map((name) => ({
      name,
      status: 'unhealthy' as const,
      metadata: {},
    }));
    expect(reportsOf(states)).toEqual([]);
  });

  it('is the newest host check, with what was read, but for the network', () => {
    const memory = { status: 'error', percent_used: 97, total_mb: 512 } as const;
    const network = { status: 'error', reachable: false } as const;
    const cpu = { status: 'error', percent_used: 99 } as const;
    const checks = { memory, disk: FINE, cpu, event_loop: FINE, uptime: FINE, network };
    const report: HostReportBody = { timestamp: '2026-11-22T04:00:00.000Z', status: 'error', checks };
    const heard = reportsOf([], report)!;
    expect(heard.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'host_memory error',
      'host_disk ok',
      'host_cpu warning',
      'host_event_loop ok',
    ]);
    expect(heard[0]).toMatchObject({
      message: 'host memory: percent_used 97, total_mb 512',
      details: { percent_used: 97, total_mb: 512 },
    });
  });
});
