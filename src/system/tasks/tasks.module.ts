import {
  type BeforeApplicationShutdown,
  Logger,
  Module,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import { Clock } from '../../clock/clock.ts';
import { TIMERS } from '../../clock/timers.ts';
import { ConnectivityControls } from '../../health/egress/connectivity-controls.ts';
import { HealthModule } from '../../health/health.module.ts';
import { HealthRegistry } from '../../health/health-registry.ts';
import { HistoryModule } from '../../history/history.module.ts';
import { HistoryStore } from '../../history/history-store.ts';
import type { SqlHistoryStore } from '../../history/sql/sql-history.store.ts';
import { MetricsModule } from '../../metrics/metrics.module.ts';
import { MetricsText } from '../../metrics/metrics-text.ts';
import { SettingsSource } from '../../settings/settings-source.ts';
import { createHostCheck } from '../host/host-check.factory.ts';
import { HostCheck } from '../host/host-check.ts';
import { HostCheckLog } from '../host/host-check-log.ts';
import { hostMetricsText } from '../host/host-metrics.ts';
import { runnerOf } from './host-check-runner.ts';
import { HostCheckSchedule } from './host-check-schedule.ts';
import { HostCheckWatch } from './host-check-watch.ts';
import { MaintenanceController } from './maintenance.controller.ts';
import { createTaskQueue, createTaskWorker, type RunningWorker } from './task-queue.factory.ts';
import { TaskQueue } from './task-queue.ts';

/** The queue of maintenance tasks, who works on it, and what its host checks found. */
@Module({
  imports: [TIMERS, HealthModule, HistoryModule, MetricsModule],
  controllers: [MaintenanceController],
  providers: [
    HostCheckSchedule,
    {
      provide: HostCheck,
      inject: [SettingsSource, ConnectivityControls, HealthRegistry, Clock],
      useFactory: hostCheckOf,
    },
    {
      provide: TaskQueue,
      inject: [SettingsSource, HostCheck, Clock],
      useFactory: (source: SettingsSource, hostCheck: HostCheck, clock: Clock) =>
        createTaskQueue(source.current, runnerOf(hostCheck), clock),
    },
    {
      provide: HostCheckLog,
      inject: [HistoryStore, SettingsSource],
      // Every store of the house is one.
      useFactory: (store: SqlHistoryStore, source: SettingsSource) =>
        new HostCheckLog(store.database, () => source.current.tasks.hostCheckRetention),
    },
    {
      provide: HostCheckWatch,
      inject: [HostCheckLog],
      useFactory: (past: HostCheckLog) => new HostCheckWatch(past, new Logger('tasks')),
    },
  ],
  exports: [TaskQueue, HostCheckWatch],
})
export class TasksModule implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  #worker: RunningWorker | null = null;

  constructor(
    private readonly queue: TaskQueue,
    private readonly watch: HostCheckWatch,
    private readonly metrics: MetricsText,
    private readonly source: SettingsSource,
    private readonly hostCheck: HostCheck,
  ) {}

  onModuleInit(): void {
    this.queue.onEnded((task) => void this.watch.take(task));
    this.metrics.add(() => hostMetricsText(this.watch.newest));
  }

  async onApplicationBootstrap(): Promise<void> {
    const { current } = this.source;
    if (current.tasks.workHere) this.#worker = await createTaskWorker(current, runnerOf(this.hostCheck));
  }

  /** While Redis and the store are still there; half of the time that a stop may take. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.#worker?.close(this.source.current.server.shutdownTimeoutMs / 2);
    await this.queue.close();
  }
}

function hostCheckOf(
  source: SettingsSource,
  controls: ConnectivityControls,
  registry: HealthRegistry,
  clock: Clock,
): HostCheck {
  const expectedHandles = (): number => registry.size;
  return createHostCheck({ settings: () => source.current, controls, clock, expectedHandles });
}
