import { type DynamicModule, Module } from '@nestjs/common';
import { ChannelsModule } from './alerts/channels/channels.module.ts';
import { BreakersModule } from './breakers/breakers.module.ts';
import { ClockModule } from './clock/clock.module.ts';
import { GraphModule } from './graph/graph.module.ts';
import { HealthModule } from './health/health.module.ts';
import { HistoryModule } from './history/history.module.ts';
import { HistoryQueryModule } from './history/query/history-query.module.ts';
import { RestoreModule } from './history/restore/restore.module.ts';
import { TrendsModule } from './history/trends/trends.module.ts';
import { IncidentsModule } from './incidents/incidents.module.ts';
import { MetricsModule } from './metrics/metrics.module.ts';
import { MonitorModule } from './monitor/monitor.module.ts';
import { OpenApiModule } from './openapi/openapi.module.ts';
import { ProbesModule } from './probes/probes.module.ts';
import { ProblemsModule } from './problems/problems.module.ts';
import { loggingModule, ServerLogger } from './server/logging.ts';
import { SettingsModule } from './settings/settings.module.ts';
import type { SettingsSource } from './settings/settings-source.ts';
import { ComponentsModule } from './system/components/components.module.ts';
import { SystemModule } from './system/system.module.ts';
import { TasksModule } from './system/tasks/tasks.module.ts';
import { TargetsModule } from './targets/targets.module.ts';

/** Joins the rooms. */
@Module({})
export class AppModule {
  static forRoot(source: SettingsSource): DynamicModule {
    return {
      module: AppModule,
      imports: [
        SettingsModule.forRoot(source),
        loggingModule('info'),
        ClockModule,
        ProblemsModule,
        OpenApiModule,
        SystemModule,
        TargetsModule,
        ProbesModule,
        HealthModule,
        BreakersModule,
        MonitorModule,
        GraphModule,
        MetricsModule,
        HistoryModule,
        RestoreModule,
        HistoryQueryModule,
        TrendsModule,
        IncidentsModule,
        TasksModule,
        ComponentsModule,
        ChannelsModule,
      ],
      providers: [ServerLogger],
    };
  }
}
