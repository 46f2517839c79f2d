import { randomUUID } from 'node:crypto';
import { Global, Logger, Module, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { BreakersModule } from '../breakers/breakers.module.ts';
import { CircuitBreakers } from '../breakers/circuit-breakers.ts';
import { Clock } from '../clock/clock.ts';
import { HealthEvents } from '../health/health-events.ts';
import { HealthModule } from '../health/health.module.ts';
import { HealthRegistry } from '../health/health-registry.ts';
import { MaintenanceWindows, NoMaintenanceWindows } from '../health/maintenance-windows.ts';
import { MetricsModule } from '../metrics/metrics.module.ts';
import { MetricsText } from '../metrics/metrics-text.ts';
import { Monitor } from '../monitor/monitor.ts';
import { MonitorModule } from '../monitor/monitor.module.ts';
import { ObservationPipeline } from '../monitor/observation-pipeline.ts';
import { SettingsSource } from '../settings/settings-source.ts';
import { AdviceBoard } from './advice/advice-board.ts';
import { AdviceBodies } from './advice-bodies.ts';
import { AdviceKeeper } from './advice-keeper.ts';
import { ChangeLog } from './changes/change-log.ts';
import { HealthRouter, routerOf } from './health-router.ts';
import { RoutingController } from './routing.controller.ts';
import { RoutingFigures } from './routing-metrics.ts';
import { RoutingEvents } from './routing-events.ts';

/** Advice for routers, over HTTP and in the process. Global, so that an application around it can have `HealthRouter`. */
@Global()
@Module({
  imports: [HealthModule, BreakersModule, MonitorModule, MetricsModule],
  controllers: [RoutingController],
  providers: [
    { provide: ChangeLog, useFactory: () => new ChangeLog() },
    { provide: RoutingEvents, useFactory: createEvents },
    {
      provide: AdviceBoard,
      inject: [HealthRegistry, Clock, SettingsSource, { token: MaintenanceWindows, optional: true }],
      useFactory: createBoard,
    },
    {
      provide: AdviceBodies,
      inject: [AdviceBoard],
      useFactory: (board: AdviceBoard) => new AdviceBodies(board, randomUUID().slice(0, 8)),
    },
    {
      provide: AdviceKeeper,
      inject: [HealthEvents, AdviceBoard, ChangeLog, RoutingEvents, Clock],
      useFactory: createKeeper,
    },
    {
      provide: RoutingFigures,
      inject: [AdviceBoard, HealthRegistry],
      useFactory: (board: AdviceBoard, registry: HealthRegistry) => new RoutingFigures(board, registry),
    },
    {
      provide: HealthRouter,
      inject: [HealthRegistry, CircuitBreakers, ObservationPipeline, AdviceBoard, Clock],
      useFactory: createRouter,
    },
  ],
  exports: [AdviceBoard, RoutingEvents, ChangeLog, HealthRouter],
})
export class RoutingModule implements OnModuleInit, OnModuleDestroy {
  #unsubscribe: () => void = () => undefined;

  constructor(
    private readonly keeper: AdviceKeeper,
    private readonly monitor: Monitor,
    private readonly source: SettingsSource,
    private readonly metrics: MetricsText,
    private readonly figures: RoutingFigures,
  ) {}

  onModuleInit(): void {
    this.#unsubscribe = this.source.onChange(() => this.keeper.restructure());
    this.monitor.lead({
      turn: (nowMs) => this.keeper.turn(nowMs),
      requestTrial: () => undefined,
      stop: () => Promise.resolve(),
    });
    this.metrics.add(() => this.figures.text());
  }

  onModuleDestroy(): void {
    this.#unsubscribe();
    this.keeper.dispose();
  }
}

function createRouter(
  registry: HealthRegistry,
  circuits: CircuitBreakers,
  pipeline: ObservationPipeline,
  board: AdviceBoard,
  clock: Clock,
): HealthRouter {
  return routerOf({ registry, circuits, pipeline, board, clock, random: Math.random });
}

function createEvents(): RoutingEvents {
  const logger = new Logger('routing');
  return new RoutingEvents((error) => logger.error({ err: error }, 'routing listener failed'));
}

function createBoard(
  registry: HealthRegistry,
  clock: Clock,
  source: SettingsSource,
  maintenance: MaintenanceWindows = new NoMaintenanceWindows(),
): AdviceBoard {
  return new AdviceBoard({ registry, maintenance }, clock, () => source.current.routing);
}

function createKeeper(
  health: HealthEvents,
  board: AdviceBoard,
  log: ChangeLog,
  events: RoutingEvents,
  clock: Clock,
): AdviceKeeper {
  return new AdviceKeeper(health, {
    board,
    log,
    events,
    defer: queueMicrotask,
    nowMs: () => clock.monotonicMs(),
  });
}
