import { Logger, Module } from '@nestjs/common';
import { Clock } from '../clock/clock.ts';
import { SettingsSource } from '../settings/settings-source.ts';
import type { Target } from '../targets/target.ts';
import { HealthAssessor } from './assessor/health-assessor.ts';
import { ConnectivityControls } from './egress/connectivity-controls.ts';
import { DnsTcpControls } from './egress/dns-tcp-controls.ts';
import { EgressWatch } from './egress/egress-watch.ts';
import { HealthEvents } from './health-events.ts';
import { HealthRegistry } from './health-registry.ts';
import { HealthView } from './health-view.ts';
import { IntegrationController } from './report/integration.controller.ts';
import { IntegrationReport } from './report/integration-report.ts';
import { assessorSettingsOf, TargetHealth } from './target-health.ts';
import { createWindowPool, TargetWindows } from './target-windows.ts';
import { logTransitions } from './transition-log.ts';
import { VERSION } from '../settings/version.ts';

@Module({
  controllers: [IntegrationController],
  providers: [
    { provide: HealthEvents, useFactory: createEvents },
    { provide: HealthRegistry, inject: [Clock, HealthEvents], useFactory: createRegistry },
    {
      provide: HealthView,
      inject: [HealthRegistry],
      useFactory: (registry: HealthRegistry) => new HealthView(registry),
    },
    {
      provide: ConnectivityControls,
      inject: [SettingsSource],
      useFactory: (source: SettingsSource) => new DnsTcpControls(() => source.current.egress),
    },
    {
      provide: EgressWatch,
      inject: [ConnectivityControls, HealthEvents, Clock],
      useFactory: createEgressWatch,
    },
    {
      provide: IntegrationReport,
      inject: [HealthRegistry, EgressWatch, SettingsSource, Clock],
      useFactory: createReport,
    },
  ],
  exports: [HealthEvents, HealthRegistry, HealthView, EgressWatch, ConnectivityControls, IntegrationReport],
})
export class HealthModule {}

function createEvents(): HealthEvents {
  const logger = new Logger('health');
  const events = new HealthEvents((event, error) =>
    logger.error({ err: error, event }, 'health listener failed'),
  );
  logTransitions(events, logger);
  return events;
}

function createRegistry(clock: Clock, events: HealthEvents): HealthRegistry {
  const pool = createWindowPool();
  const create = (target: Target): TargetHealth =>
    new TargetHealth(
      target,
      new TargetWindows(pool),
      new HealthAssessor(assessorSettingsOf(target)),
      clock.now(),
    );
  return new HealthRegistry(clock, events, create);
}

function createEgressWatch(controls: ConnectivityControls, events: HealthEvents, clock: Clock): EgressWatch {
  return new EgressWatch(controls, (from, to) =>
    events.emit('egress.changed', { from, to, at: clock.now() }),
  );
}

function createReport(
  registry: HealthRegistry,
  egress: EgressWatch,
  source: SettingsSource,
  clock: Clock,
): IntegrationReport {
  return new IntegrationReport({ registry, egress, source }, clock, VERSION);
}
