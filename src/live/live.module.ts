import { randomUUID } from 'node:crypto';
import {
  Logger,
  Module,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { AlertsModule } from '../alerts/alerts.module.ts';
import { AlertReader } from '../alerts/api/alert-reader.ts';
import { AlertEvents } from '../alerts/engine/alert-events.ts';
import { Clock } from '../clock/clock.ts';
import { HealthModule } from '../health/health.module.ts';
import { HealthRegistry } from '../health/health-registry.ts';
import { IntegrationReport } from '../health/report/integration-report.ts';
import { MetricsModule } from '../metrics/metrics.module.ts';
import { MetricsText } from '../metrics/metrics-text.ts';
import { AdviceBoard } from '../routing/advice/advice-board.ts';
import { RoutingEvents } from '../routing/routing-events.ts';
import { RoutingModule } from '../routing/routing.module.ts';
import { SettingsSource } from '../settings/settings-source.ts';
import { EventLog } from './event-log.ts';
import { LiveHub } from './live-hub.ts';
import { liveMetricsText } from './live-metrics.ts';
import { LIVE_SOURCES, type LiveSource } from './live-source.ts';
import { LiveTimers, SystemTimers } from './live-timers.ts';
import { AlertsSource } from './sources/alerts.source.ts';
import { HealthSource } from './sources/health.source.ts';
import { LiveSocketController } from './socket/live-socket.controller.ts';
import { RoutingSource } from './sources/routing.source.ts';
import { LiveController } from './sse/live.controller.ts';

const TAG_CHARACTERS = 8;

/** Events as they happen, over SSE and WebSocket. */
@Module({
  imports: [HealthModule, MetricsModule, RoutingModule, AlertsModule],
  controllers: [LiveController, LiveSocketController],
  providers: [
    { provide: LiveTimers, useFactory: () => new SystemTimers() },
    {
      provide: LIVE_SOURCES,
      inject: [HealthRegistry, IntegrationReport, AdviceBoard, RoutingEvents, AlertEvents, AlertReader],
      useFactory: createSources,
    },
    { provide: LiveHub, inject: [LIVE_SOURCES, Clock, LiveTimers, SettingsSource], useFactory: createHub },
  ],
  exports: [LiveHub],
})
export class LiveModule implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  constructor(
    private readonly hub: LiveHub,
    private readonly metrics: MetricsText,
  ) {}

  onModuleInit(): void {
    this.metrics.add(() => liveMetricsText(this.hub.standing));
  }

  /** What is watched from the start is no news. */
  onApplicationBootstrap(): void {
    this.hub.start();
  }

  /** Before the server waits for its connections to end: these would not. */
  onModuleDestroy(): void {
    this.hub.stop();
  }
}

/** Who has something to tell, in the order in which a snapshot shows it. */
function createSources(
  registry: HealthRegistry,
  report: IntegrationReport,
  board: AdviceBoard,
  routing: RoutingEvents,
  alerts: AlertEvents,
  reader: AlertReader,
): LiveSource[] {
  return [
    new HealthSource(registry, report),
    new RoutingSource(board, routing),
    new AlertsSource(alerts, reader),
  ];
}

function createHub(
  sources: readonly LiveSource[],
  clock: Clock,
  timers: LiveTimers,
  source: SettingsSource,
): LiveHub {
  const logger = new Logger('live');
  return new LiveHub({
    log: new EventLog(randomUUID().slice(0, TAG_CHARACTERS)),
    sources,
    clock,
    timers,
    maxClients: () => source.current.live.maxClients,
    onError: (error) => logger.error({ err: error }, 'an event could not be told'),
  });
}
