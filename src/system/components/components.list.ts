import type { CircuitBreakers } from '../../breakers/circuit-breakers.ts';
import type { Clock } from '../../clock/clock.ts';
import type { HealthRegistry } from '../../health/health-registry.ts';
import type { IntegrationReport } from '../../health/report/integration-report.ts';
import type { HistoryStore } from '../../history/history-store.ts';
import type { HistoryWriter } from '../../history/history-writer.ts';
import type { Monitor } from '../../monitor/monitor.ts';
import type { OwnComponent } from '../../settings/process-settings.ts';
import type { Settings } from '../../settings/settings.ts';
import { dataFolderOf } from '../host/data-folder.ts';
import type { TaskQueue } from '../tasks/task-queue.ts';
import { AiModelCheck } from './checks/ai-model.check.ts';
import { MemoryCacheCheck, RedisCacheCheck, type RedisCommands } from './checks/cache.check.ts';
import { DataWritableCheck } from './checks/data-writable.check.ts';
import { DiskSpaceCheck } from './checks/disk-space.check.ts';
import { EventLoopCheck } from './checks/event-loop.check.ts';
import { HistoryStoreCheck } from './checks/history-store.check.ts';
import { ResilienceCheck } from './checks/resilience.check.ts';
import { SchedulerCheck } from './checks/scheduler.check.ts';
import { TaskQueueCheck } from './checks/task-queue.check.ts';
import type { ComponentCheck } from './component.ts';

/** What the checks look at. */
export interface ComponentSources {
  readonly settings: () => Settings;
  readonly clock: Clock;
  readonly registry: HealthRegistry;
  readonly circuits: CircuitBreakers;
  readonly monitor: Monitor;
  readonly report: IntegrationReport;
  readonly store: HistoryStore;
  readonly writer: HistoryWriter;
  readonly queue: TaskQueue;
  /** Null where no Redis is configured. */
  readonly redis: ((signal: AbortSignal) => Promise<RedisCommands>) | null;
}

/** The components of the house, in the order in which they are shown; a new one is a line here. */
export function ownComponents(sources: ComponentSources): ComponentCheck[] {
  const { settings, clock, registry, circuits, monitor, report, store, writer, queue, redis } = sources;
  const dataFolder = (): string | null => dataFolderOf(settings().databaseUrl.reveal());
  const all: ComponentCheck[] = [
    new DiskSpaceCheck(
      () => dataFolder() ?? process.cwd(),
      () => settings().hostChecks.diskPercent,
    ),
    new DataWritableCheck(dataFolder),
    new HistoryStoreCheck(store, writer),
    redis === null ? new MemoryCacheCheck(() => report.cacheStanding) : new RedisCacheCheck(redis),
    new TaskQueueCheck(queue, () => settings().tasks.maxWaiting),
    new SchedulerCheck(() => monitor.lastTurnMs, clock),
    new EventLoopCheck(),
    new AiModelCheck(registry),
    new ResilienceCheck(circuits),
  ];
  const enabled: readonly OwnComponent[] = settings().ownHealth.components;
  return all.filter(({ name }) => enabled.some((each) => each === name));
}
