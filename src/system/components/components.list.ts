import type { Outbox } from '../../alerts/outbox/outbox.ts';
import type { CircuitBreakers } from '../../breakers/circuit-breakers.ts';
import type { Clock } from '../../clock/clock.ts';
import type { HealthRegistry } from '../../health/health-registry.ts';
import type { IntegrationReport } from '../../health/report/integration-report.ts';
import type { HistoryStore } from '../../history/history-store.ts';
import type { HistoryWriter } from '../../history/history-writer.ts';
import type { Monitor } from '../../monitor/monitor.ts';
import { OWN_COMPONENTS, type OwnComponent } from '../../settings/process-settings.ts';
import type { Settings } from '../../settings/settings.ts';
import { dataFolderOf } from '../host/data-folder.ts';
import type { TaskQueue } from '../tasks/task-queue.ts';
import { AiModelCheck } from './checks/ai-model.check.ts';
import { MemoryCacheCheck, RedisCacheCheck, type RedisCommands } from './checks/cache.check.ts';
import { DataWritableCheck } from './checks/data-writable.check.ts';
import { DiskSpaceCheck } from './checks/disk-space.check.ts';
import { EventLoopCheck } from './checks/event-loop.check.ts';
import { HistoryStoreCheck } from './checks/history-store.check.ts';
import { OutboxCheck } from './checks/outbox.check.ts';
import { ResilienceCheck } from './checks/resilience.check.ts';
import { SchedulerCheck } from './checks/scheduler.check.ts';
import { TaskQueueCheck } from './checks/task-queue.check.ts';
import type { ComponentCheck } from './component.ts';

/** Where what is kept lies, and who is told. */
export interface KeepingSources {
  readonly settings: () => Settings;
  readonly store: HistoryStore;
  readonly writer: HistoryWriter;
  readonly queue: TaskQueue;
  readonly outbox: Outbox;
  readonly report: IntegrationReport;
  /** Null where no Redis is configured. */
  readonly redis: ((signal: AbortSignal) => Promise<RedisCommands>) | null;
}

/** What watches, and what it watches. */
export interface WatchingSources {
  readonly clock: Clock;
  readonly registry: HealthRegistry;
  readonly circuits: CircuitBreakers;
  readonly monitor: Monitor;
}

/** A component of the house that keeps something is a line here. */
export function keepingChecks(sources: KeepingSources): ComponentCheck[] {
  const { settings, store, writer, queue, outbox, report, redis } = sources;
  const dataFolder = (): string | null => dataFolderOf(settings().databaseUrl.reveal());
  return [
    new DiskSpaceCheck(
      () => dataFolder() ?? process.cwd(),
      () => settings().hostChecks.diskPercent,
    ),
    new DataWritableCheck(dataFolder),
    new HistoryStoreCheck(store, writer),
    redis === null ? new MemoryCacheCheck(() => report.cacheStanding) : new RedisCacheCheck(redis),
    new TaskQueueCheck(queue, () => settings().tasks.maxWaiting),
    new OutboxCheck(() => outbox.describe()),
  ];
}

/** A component of the house that watches something is a line here. */
export function watchingChecks({ clock, registry, circuits, monitor }: WatchingSources): ComponentCheck[] {
  return [
    new SchedulerCheck(() => monitor.lastTurnMs, clock),
    new EventLoopCheck(),
    new AiModelCheck(registry),
    new ResilienceCheck(circuits),
  ];
}

/** Those that are enabled, in the order in which they are shown. */
export function enabledOf(
  checks: readonly ComponentCheck[],
  enabled: readonly OwnComponent[],
): readonly ComponentCheck[] {
  return OWN_COMPONENTS.filter((name) => enabled.includes(name)).flatMap((name) =>
    checks.filter((check) => check.name === name),
  );
}
