import { setTimeout as wait } from 'node:timers/promises';
import {
  type DynamicModule,
  type FactoryProvider,
  Inject,
  Logger,
  Module,
  type ModuleMetadata,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { HealthCheckService, HealthIndicatorService, TerminusModule } from '@nestjs/terminus';
import { Agent } from 'undici';
import { AlertsModule } from '../../alerts/alerts.module.ts';
import { Outbox } from '../../alerts/outbox/outbox.ts';
import { OutboxModule } from '../../alerts/outbox/outbox.module.ts';
import { BreakersModule } from '../../breakers/breakers.module.ts';
import { CircuitBreakers } from '../../breakers/circuit-breakers.ts';
import { Clock } from '../../clock/clock.ts';
import { TIMERS } from '../../clock/timers.ts';
import { HealthModule } from '../../health/health.module.ts';
import { HealthRegistry } from '../../health/health-registry.ts';
import { IntegrationReport } from '../../health/report/integration-report.ts';
import { HistoryModule } from '../../history/history.module.ts';
import { HistoryStore } from '../../history/history-store.ts';
import { HistoryWriter } from '../../history/history-writer.ts';
import { MetricsModule } from '../../metrics/metrics.module.ts';
import { MetricsText } from '../../metrics/metrics-text.ts';
import { Monitor } from '../../monitor/monitor.ts';
import { MonitorModule } from '../../monitor/monitor.module.ts';
import { SettingsSource } from '../../settings/settings-source.ts';
import type { Settings } from '../../settings/settings.ts';
import { Readiness } from '../readiness.ts';
import { SystemModule } from '../system.module.ts';
import { TaskQueue } from '../tasks/task-queue.ts';
import { TasksModule } from '../tasks/tasks.module.ts';
import { ExternalServiceCheck } from './checks/external-service.check.ts';
import type { AttemptOptions } from './attempts.ts';
import type { ComponentCheck } from './component.ts';
import { componentMetricsText } from './component-metrics.ts';
import { ComponentTimers } from './component-timers.ts';
import { ComponentWatch } from './component-watch.ts';
import { ComponentsController } from './components.controller.ts';
import { enabledOf, keepingChecks, watchingChecks } from './components.list.ts';
import { OwnHealthReports } from './own-health-reports.ts';
import { RedisLink } from './redis-link.ts';
import { TerminusRun } from './terminus-run.ts';

/** Components of the application's own, where it brings some. */
const OWN_CHECKS = Symbol('OWN_CHECKS');
const KEEPING_CHECKS = Symbol('KEEPING_CHECKS');
const WATCHING_CHECKS = Symbol('WATCHING_CHECKS');
const CONNECTIONS = Symbol('CONNECTIONS');

interface OwnChecksFactory extends Pick<FactoryProvider<readonly ComponentCheck[]>, 'inject' | 'useFactory'> {
  readonly imports: NonNullable<ModuleMetadata['imports']>;
}

/** Takes the application's own components to this room, wherever that is imported. */
@Module({})
class OwnChecksModule {}

/** Our own health: the parts of this process, what it needs, and what an application adds. */
@Module({
  imports: [
    TIMERS,
    TerminusModule.forRoot({ logger: false }),
    SystemModule,
    HealthModule,
    BreakersModule,
    MonitorModule,
    HistoryModule,
    MetricsModule,
    TasksModule,
    OutboxModule,
    AlertsModule,
  ],
  controllers: [ComponentsController],
  providers: [
    ComponentTimers,
    { provide: CONNECTIONS, useFactory: () => new Agent({ connections: 1 }) },
    {
      provide: RedisLink,
      inject: [SettingsSource],
      useFactory: (source: SettingsSource) => new RedisLink(source.current.redisUrl, new Logger('system')),
    },
    OwnHealthReports,
    {
      provide: KEEPING_CHECKS,
      inject: [SettingsSource, HistoryStore, HistoryWriter, TaskQueue, Outbox, IntegrationReport, RedisLink],
      useFactory: createKeepingChecks,
    },
    {
      provide: WATCHING_CHECKS,
      inject: [Clock, HealthRegistry, CircuitBreakers, Monitor],
      useFactory: (clock: Clock, registry: HealthRegistry, circuits: CircuitBreakers, monitor: Monitor) =>
        watchingChecks({ clock, registry, circuits, monitor }),
    },
    {
      provide: ComponentWatch,
      inject: [
        SettingsSource,
        Clock,
        HealthCheckService,
        HealthIndicatorService,
        KEEPING_CHECKS,
        WATCHING_CHECKS,
        CONNECTIONS,
        { token: OWN_CHECKS, optional: true },
      ],
      useFactory: createWatch,
    },
  ],
  exports: [ComponentWatch],
})
export class ComponentsModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    private readonly watch: ComponentWatch,
    private readonly readiness: Readiness,
    private readonly metrics: MetricsText,
    private readonly redis: RedisLink,
    @Inject(CONNECTIONS) private readonly connections: Agent,
  ) {}

  /** Components of an application that takes us in. */
  static with(checks: readonly ComponentCheck[]): DynamicModule {
    return {
      module: OwnChecksModule,
      global: true,
      providers: [{ provide: OWN_CHECKS, useValue: checks }],
      exports: [OWN_CHECKS],
    };
  }

  /** The same for components that are made of what other modules give. */
  static withAsync({ imports, ...factory }: OwnChecksFactory): DynamicModule {
    return {
      module: OwnChecksModule,
      global: true,
      imports,
      providers: [{ provide: OWN_CHECKS, ...factory }],
      exports: [OWN_CHECKS],
    };
  }

  onModuleInit(): void {
    this.metrics.add(() => componentMetricsText(this.watch.states));
    this.watch.onChecked(({ name, isCritical, status }) => {
      if (isCritical) this.readiness.markComponent(name, status !== 'unhealthy');
    });
  }

  async onApplicationShutdown(): Promise<void> {
    this.redis.close();
    await this.connections.destroy();
  }
}

function createKeepingChecks(
  source: SettingsSource,
  store: HistoryStore,
  writer: HistoryWriter,
  queue: TaskQueue,
  outbox: Outbox,
  report: IntegrationReport,
  redis: RedisLink,
): ComponentCheck[] {
  const settings = (): Settings => source.current;
  const asked = redis.isConfigured ? (signal: AbortSignal) => redis.commands(signal) : null;
  return keepingChecks({ settings, store, writer, queue, outbox, report, redis: asked });
}

function createWatch(
  source: SettingsSource,
  clock: Clock,
  checks: HealthCheckService,
  indicators: HealthIndicatorService,
  keeping: readonly ComponentCheck[],
  watching: readonly ComponentCheck[],
  connections: Agent,
  own: readonly ComponentCheck[] = [],
): ComponentWatch {
  const { components, external } = source.current.ownHealth;
  const house = enabledOf([...keeping, ...watching], components);
  const outside = external.map((each) => new ExternalServiceCheck(each, connections));
  const logger = new Logger('system');
  return new ComponentWatch([...house, ...outside, ...own], {
    terminus: new TerminusRun(checks, indicators),
    clock,
    optionsOf: (name) => optionsOf(source, name),
    onListenerError: (error) => logger.error({ err: error }, 'who listens to components failed'),
  });
}

function optionsOf({ current: { ownHealth } }: SettingsSource, name: string): AttemptOptions {
  const { timeoutMs, aiModelTimeoutMs, cacheTimeoutMs, resilienceTimeoutMs, retryCount, external } =
    ownHealth;
  const special: Readonly<Record<string, number>> = {
    ai_model: aiModelTimeoutMs,
    cache: cacheTimeoutMs,
    resilience: resilienceTimeoutMs,
  };
  const outside = external.find((each) => each.name === name);
  return {
    timeoutMs: outside?.timeoutMs ?? special[name] ?? timeoutMs,
    retries: retryCount,
    wait: (ms) => wait(ms, undefined, { ref: false }),
  };
}
