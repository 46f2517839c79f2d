import { Module } from '@nestjs/common';
import { Clock } from '../clock/clock.ts';
import { EgressWatch } from '../health/egress/egress-watch.ts';
import { HealthEvents } from '../health/health-events.ts';
import { HealthModule } from '../health/health.module.ts';
import { HealthRegistry } from '../health/health-registry.ts';
import { VERSION } from '../settings/version.ts';
import { HealthFigures } from './health-figures.ts';
import { MetricsController } from './metrics.controller.ts';
import { MetricsText } from './metrics-text.ts';
import { ScheduleMetrics } from './schedule-metrics.ts';
import { TargetMetrics } from './target-metrics.ts';

/** What is known of the targets and of this process, for Prometheus and for those who read JSON. */
@Module({
  imports: [HealthModule],
  controllers: [MetricsController],
  providers: [
    {
      provide: TargetMetrics,
      inject: [HealthRegistry],
      useFactory: (registry: HealthRegistry) => new TargetMetrics(registry),
    },
    {
      provide: ScheduleMetrics,
      inject: [HealthEvents],
      useFactory: (events: HealthEvents) => new ScheduleMetrics(events),
    },
    {
      provide: MetricsText,
      inject: [TargetMetrics, ScheduleMetrics, EgressWatch],
      useFactory: (targets: TargetMetrics, schedule: ScheduleMetrics, egress: EgressWatch) =>
        new MetricsText({ targets, schedule, egress: () => egress.state, version: VERSION }),
    },
    {
      provide: HealthFigures,
      inject: [HealthRegistry, EgressWatch, Clock],
      useFactory: (registry: HealthRegistry, egress: EgressWatch, clock: Clock) =>
        new HealthFigures(registry, () => egress.state, clock),
    },
  ],
  exports: [MetricsText],
})
export class MetricsModule {}
