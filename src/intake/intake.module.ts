import { Logger, Module, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { Clock } from '../clock/clock.ts';
import { HealthModule } from '../health/health.module.ts';
import { HealthRegistry } from '../health/health-registry.ts';
import { MetricsModule } from '../metrics/metrics.module.ts';
import { MetricsText } from '../metrics/metrics-text.ts';
import { MonitorModule } from '../monitor/monitor.module.ts';
import { ObservationPipeline } from '../monitor/observation-pipeline.ts';
import { SettingsSource } from '../settings/settings-source.ts';
import { TargetCatalogue } from '../targets/target-catalogue.ts';
import { TargetsModule } from '../targets/targets.module.ts';
import { Adoption } from './adoption.ts';
import { AnsweredKeys } from './answered-keys.ts';
import { openDoors } from './door/door.ts';
import { Intake } from './intake.ts';
import { IntakeCounts } from './intake-counts.ts';
import { intakeMetricsText } from './intake-metrics.ts';
import { IntakeQueue } from './intake-queue.ts';
import { LiteLlmController } from './litellm/litellm.controller.ts';
import { TracesController } from './otlp/traces.controller.ts';
import { ObservationsController } from './reports/observations.controller.ts';
import { TargetNames } from './target-names.ts';
import { UnknownTargets } from './unknown-targets.ts';

const DOORS = Symbol('DOORS');

/** How outcomes of real calls come in. */
@Module({
  imports: [HealthModule, MonitorModule, MetricsModule, TargetsModule],
  controllers: [ObservationsController, LiteLlmController, TracesController],
  providers: [
    // made before routes are registered, which is when doors must stand
    { provide: DOORS, inject: [HttpAdapterHost], useFactory: prepareDoors },
    { provide: IntakeCounts, useFactory: () => new IntakeCounts() },
    { provide: UnknownTargets, useFactory: () => new UnknownTargets() },
    { provide: AnsweredKeys, useFactory: () => new AnsweredKeys() },
    {
      provide: TargetNames,
      inject: [HealthRegistry, TargetCatalogue, SettingsSource],
      useFactory: (registry: HealthRegistry, catalogue: TargetCatalogue, source: SettingsSource) =>
        new TargetNames(registry, catalogue, () => source.current.intake.names),
    },
    {
      provide: Adoption,
      inject: [TargetCatalogue, SettingsSource],
      useFactory: (catalogue: TargetCatalogue, source: SettingsSource) =>
        new Adoption(catalogue, () => source.current.intake.adopt),
    },
    {
      provide: IntakeQueue,
      inject: [ObservationPipeline, SettingsSource, IntakeCounts],
      useFactory: createQueue,
    },
    {
      provide: Intake,
      inject: [
        HealthRegistry,
        TargetNames,
        UnknownTargets,
        Adoption,
        IntakeQueue,
        IntakeCounts,
        Clock,
        SettingsSource,
      ],
      useFactory: createIntake,
    },
  ],
})
export class IntakeModule implements OnModuleInit, OnModuleDestroy {
  constructor(
    private readonly queue: IntakeQueue,
    private readonly counts: IntakeCounts,
    private readonly unknown: UnknownTargets,
    private readonly metrics: MetricsText,
  ) {}

  onModuleInit(): void {
    this.metrics.add(() =>
      intakeMetricsText({
        counts: this.counts,
        queued: this.queue.size,
        unknownNames: this.unknown.list().length,
      }),
    );
  }

  /** What was accepted is taken in before those who keep it stop. */
  onModuleDestroy(): void {
    this.queue.drain();
  }
}

/** Only Fastify leaves a body to us; another server's own parsers read JSON and nothing else. */
function prepareDoors({ httpAdapter }: HttpAdapterHost): boolean {
  if (httpAdapter?.getType() !== 'fastify') return false;
  openDoors(httpAdapter.getInstance<FastifyInstance>());
  return true;
}

function createQueue(
  pipeline: ObservationPipeline,
  source: SettingsSource,
  counts: IntakeCounts,
): IntakeQueue {
  const logger = new Logger('intake');
  return new IntakeQueue(pipeline, {
    limit: () => source.current.intake.queueLimit,
    defer: (task) => void setImmediate(task),
    onDefect: (error) => {
      counts.defects++;
      logger.error({ err: error }, 'an outcome could not be taken in');
    },
  });
}

function createIntake(
  registry: HealthRegistry,
  names: TargetNames,
  unknown: UnknownTargets,
  adoption: Adoption,
  queue: IntakeQueue,
  counts: IntakeCounts,
  clock: Clock,
  source: SettingsSource,
): Intake {
  const parts = { registry, names, unknown, adoption, queue, counts };
  return new Intake(parts, clock, () => source.current.intake);
}
