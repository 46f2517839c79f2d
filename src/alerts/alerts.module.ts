import { Global, Logger, Module, type OnModuleInit, type Provider } from '@nestjs/common';
import { TIMERS } from '../clock/timers.ts';
import { Clock } from '../clock/clock.ts';
import { EgressWatch } from '../health/egress/egress-watch.ts';
import { HealthModule } from '../health/health.module.ts';
import { HealthRegistry } from '../health/health-registry.ts';
import { MaintenanceWindows } from '../health/maintenance-windows.ts';
import { HistoryModule } from '../history/history.module.ts';
import { HistoryStore } from '../history/history-store.ts';
import { TrendWatch } from '../history/trends/trend-watch.ts';
import { TrendsModule } from '../history/trends/trends.module.ts';
import { MetricsModule } from '../metrics/metrics.module.ts';
import { MetricsText } from '../metrics/metrics-text.ts';
import { SettingsSource } from '../settings/settings-source.ts';
import { usingInstead } from './advice/using-instead.ts';
import { alertMetricsText } from './alert-metrics.ts';
import { AlertTimers } from './alert-timers.ts';
import { AlertReader } from './api/alert-reader.ts';
import { AlertsController } from './api/alerts.controller.ts';
import { SilencesController } from './api/silences.controller.ts';
import { BurnRefill } from './burn/burn-refill.ts';
import { AlertDuty } from './engine/alert-duty.ts';
import { AlertEngine } from './engine/alert-engine.ts';
import { AlertEvents } from './engine/alert-events.ts';
import { CommitQueue } from './engine/commit-queue.ts';
import { latencyShiftOf } from './rules/latency-shift.ts';
import { OwnComponents } from './rules/own-components.ts';
import { AlertStore } from './store/alert-store.ts';
import { SilenceWindows } from './suppression/silence-windows.ts';

const PROVIDERS: Provider[] = [
  AlertTimers,
  { provide: AlertEvents, useFactory: createEvents },
  { provide: OwnComponents, useFactory: createComponents },
  { provide: CommitQueue, inject: [AlertStore, AlertEvents], useFactory: createCommits },
  {
    provide: AlertEngine,
    inject: [
      HealthRegistry,
      Clock,
      AlertEvents,
      SettingsSource,
      EgressWatch,
      TrendWatch,
      OwnComponents,
      CommitQueue,
    ],
    useFactory: createEngine,
  },
  {
    provide: MaintenanceWindows,
    inject: [AlertEngine],
    useFactory: (engine: AlertEngine) => new SilenceWindows(engine.silences),
  },
  {
    provide: BurnRefill,
    inject: [AlertEngine, HealthRegistry, HistoryStore, Clock],
    useFactory: (engine: AlertEngine, registry: HealthRegistry, store: HistoryStore, clock: Clock) =>
      new BurnRefill({ ledger: engine.burn, registry, store, clock, log: new Logger('alerts') }),
  },
  {
    provide: AlertDuty,
    inject: [AlertEngine, AlertStore, CommitQueue, BurnRefill],
    useFactory: (engine: AlertEngine, store: AlertStore, commits: CommitQueue, refill: BurnRefill) =>
      new AlertDuty({ engine, store, commits, refill, log: new Logger('alerts') }),
  },
  {
    provide: AlertReader,
    inject: [AlertEngine, AlertStore, Clock, SettingsSource, HealthRegistry, AlertDuty],
    useFactory: createReader,
  },
];

/**
 * What people should know of: rules, lifecycle, what holds back, who is told. Needs a global module that provides
 * `AlertStore`, where alerts and what is told of them are kept. Exports what other rooms report to, or hear; global, since
 * planned work concerns whoever routes calls.
 */
@Global()
@Module({
  imports: [TIMERS, HealthModule, HistoryModule, TrendsModule, MetricsModule],
  controllers: [AlertsController, SilencesController],
  providers: PROVIDERS,
  exports: [AlertEvents, AlertEngine, AlertReader, OwnComponents, MaintenanceWindows],
})
export class AlertsModule implements OnModuleInit {
  constructor(
    private readonly metrics: MetricsText,
    private readonly engine: AlertEngine,
    private readonly commits: CommitQueue,
  ) {}

  onModuleInit(): void {
    this.metrics.add(() => alertMetricsText(this.engine.open(), this.engine.counts, this.commits));
  }
}

function createEvents(): AlertEvents {
  const logger = new Logger('alerts');
  return new AlertEvents((event, error) => logger.error({ err: error, event }, 'alert listener failed'));
}

function createComponents(): OwnComponents {
  const logger = new Logger('alerts');
  return new OwnComponents((error) => logger.error({ err: error }, 'a component could not be asked'));
}

function createCommits(store: AlertStore, events: AlertEvents): CommitQueue {
  return new CommitQueue(store, new Logger('alerts'), (count) => events.emit('deliveries.stored', { count }));
}

function createEngine(
  registry: HealthRegistry,
  clock: Clock,
  events: AlertEvents,
  source: SettingsSource,
  egress: EgressWatch,
  trends: TrendWatch,
  components: OwnComponents,
  commits: CommitQueue,
): AlertEngine {
  return new AlertEngine({
    registry,
    clock,
    events,
    components,
    settings: source.current.alerts,
    egress: () => egress.state,
    latencyShift: (state) => latencyShiftOf(trends.of(state).reports),
    wording: {
      targetName: (id) => registry.get(id)?.target.name ?? null,
      adviceFor: (alert) => usingInstead(alert, source.current.services, registry),
    },
    commit: (commit) => commits.push(commit),
  });
}

function createReader(
  engine: AlertEngine,
  store: AlertStore,
  clock: Clock,
  source: SettingsSource,
  registry: HealthRegistry,
  duty: AlertDuty,
): AlertReader {
  const adviceFor: ConstructorParameters<typeof AlertReader>[0]['adviceFor'] = (alert) =>
    usingInstead(alert, source.current.services, registry);
  return new AlertReader({ engine, store, clock, adviceFor, isReady: () => duty.isReady });
}
