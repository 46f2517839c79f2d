import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { AccessModule } from './access/access.module.ts';
import { AuditModule } from './audit/audit.module.ts';
import { AlertsModule } from './alerts/alerts.module.ts';
import { ChannelsModule } from './alerts/channels/channels.module.ts';
import { OutboxModule } from './alerts/outbox/outbox.module.ts';
import { BreakersModule } from './breakers/breakers.module.ts';
import { ClockModule } from './clock/clock.module.ts';
import { GatewaysModule } from './gateways/gateways.module.ts';
import { GraphModule } from './graph/graph.module.ts';
import { HealthModule } from './health/health.module.ts';
import { HistoryModule } from './history/history.module.ts';
import { HistoryQueryModule } from './history/query/history-query.module.ts';
import { RestoreModule } from './history/restore/restore.module.ts';
import { TrendsModule } from './history/trends/trends.module.ts';
import { IncidentsModule } from './incidents/incidents.module.ts';
import { IntakeModule } from './intake/intake.module.ts';
import { LiveModule } from './live/live.module.ts';
import { MetricsModule } from './metrics/metrics.module.ts';
import { MonitorModule } from './monitor/monitor.module.ts';
import { OpenApiModule } from './openapi/openapi.module.ts';
import { ProbesModule } from './probes/probes.module.ts';
import { RoutingModule } from './routing/routing.module.ts';
import { ComponentsModule } from './system/components/components.module.ts';
import { SystemModule } from './system/system.module.ts';
import { TasksModule } from './system/tasks/tasks.module.ts';
import { TargetsModule } from './targets/targets.module.ts';

/** Every room with a module of its own; what has controllers stands here, whoever else imports it. */
export const ROOMS: readonly Type<unknown>[] = [
  ClockModule,
  AccessModule,
  OpenApiModule,
  SystemModule,
  TargetsModule,
  ProbesModule,
  HealthModule,
  BreakersModule,
  MonitorModule,
  RoutingModule,
  IntakeModule,
  GatewaysModule,
  GraphModule,
  MetricsModule,
  HistoryModule,
  AuditModule,
  RestoreModule,
  HistoryQueryModule,
  TrendsModule,
  IncidentsModule,
  TasksModule,
  ComponentsModule,
  ChannelsModule,
  OutboxModule,
  AlertsModule,
  LiveModule,
];

/** Joins the rooms. */
@Module({})
export class AppModule {
  /** @param settings gives every room the `SettingsSource` */
  static with(settings: DynamicModule): DynamicModule {
    return { module: AppModule, imports: [settings, ...ROOMS] };
  }
}
