import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type ComponentReport, OwnComponents } from '../../alerts/rules/own-components.ts';
import type { HostStatus } from '../host/host-report.ts';
import type { HostReportBody } from '../host/host-report.view.ts';
import { HostCheckWatch } from '../tasks/host-check-watch.ts';
import type { ComponentState, ComponentStatus } from './component.ts';
import { ComponentWatch } from './component-watch.ts';

/** They speak of the providers, whose own alerts say it better. */
const OF_PROVIDERS = new Set(['ai_model', 'resilience']);

/** What is short for a moment of them is no outage, however short. */
const PASSING = new Set(['cpu', 'event_loop']);

/** Hands what our own components and the host check found to the alert rules. */
@Injectable()
export class OwnHealthReports implements OnModuleInit {
  constructor(
    private readonly watch: ComponentWatch,
    private readonly hostChecks: HostCheckWatch,
    private readonly alerts: OwnComponents,
  ) {}

  onModuleInit(): void {
    this.alerts.add(() =>
      this.watch.states.filter(({ name }) => !OF_PROVIDERS.has(name)).map(componentReport),
    );
    this.alerts.add(() => hostReports(this.hostChecks.newest));
  }
}

function componentReport({ name, status, isCritical, message, metadata }: ComponentState): ComponentReport {
  return {
    name,
    status: severityOf(status, isCritical),
    message: message ?? status,
    details: scalarsOf(metadata),
  };
}

/** An error wakes somebody: only what this process cannot do without is one. */
function severityOf(status: ComponentStatus, isCritical: boolean): ComponentReport['status'] {
  switch (status) {
    case 'healthy':
    case 'unknown':
      return 'ok';
    case 'degraded':
      return 'warning';
    case 'unhealthy':
      return isCritical ? 'error' : 'warning';
  }
}

/** Whether our network works is told by `egress_down`, once; how long we run is no trouble. */
function hostReports(report: HostReportBody | null): ComponentReport[] {
  if (report === null) return [];
  const { memory, disk, cpu, event_loop: eventLoop } = report.checks;
  const readings = Object.entries({ memory, disk, cpu, event_loop: eventLoop });
  return readings.map(([name, { status, ...figures }]) => {
    const details = scalarsOf(figures);
    const said = Object.entries(details).map(([key, value]) => `${key} ${value}`);
    const message = `host ${name}: ${said.join(', ')}`;
    return { name: `host_${name}`, status: hostSeverityOf(name, status), message, details };
  });
}

function hostSeverityOf(name: string, status: HostStatus): ComponentReport['status'] {
  if (status === 'unknown') return 'ok';
  return status === 'error' && PASSING.has(name) ? 'warning' : status;
}

function scalarsOf(values: Readonly<Record<string, unknown>>): ComponentReport['details'] {
  const scalars = Object.entries(values).filter(([, value]) => value === null || typeof value !== 'object');
  return Object.fromEntries(scalars) as ComponentReport['details'];
}
