import { Global, Logger, Module } from '@nestjs/common';
import { Clock } from '../clock/clock.ts';
import { TIMERS } from '../clock/timers.ts';
import { HealthEvents } from '../health/health-events.ts';
import { HealthModule } from '../health/health.module.ts';
import { HealthRegistry } from '../health/health-registry.ts';
import { HistoryModule } from '../history/history.module.ts';
import { HistoryStore } from '../history/history-store.ts';
import { HistoryWriter } from '../history/history-writer.ts';
import { RememberedConditions } from '../history/restore/remembered-conditions.ts';
import { VendorNotices } from '../history/timeline/vendor-notices.ts';
import { MonitorModule } from '../monitor/monitor.module.ts';
import { ObservationPipeline } from '../monitor/observation-pipeline.ts';
import { Certificates } from '../probes/certificates.ts';
import { createDispatcher, HttpExchange } from '../probes/http-exchange.ts';
import { SettingsSource } from '../settings/settings-source.ts';
import { VERSION } from '../settings/version.ts';
import { IncidentLog } from './incident-log.ts';
import { IncidentNotices } from './incident-notices.ts';
import { IncidentRecall } from './incident-recall.ts';
import { IncidentSaver } from './incident-saver.ts';
import { IncidentTimers } from './incident-timers.ts';
import { IncidentsController } from './incidents.controller.ts';
import { PageFetcher } from './page-fetcher.ts';
import { STATUS_PAGE_READERS } from './readers/readers.list.ts';
import { StatusPages } from './status-pages.ts';

/** The providers' own status pages. Global, so that history finds what they report without knowing of this room. */
@Global()
@Module({
  imports: [TIMERS, HealthModule, MonitorModule, HistoryModule],
  controllers: [IncidentsController],
  providers: [
    IncidentTimers,
    { provide: IncidentLog, inject: [HealthEvents, HistoryWriter], useFactory: createLog },
    {
      provide: RememberedConditions,
      inject: [HistoryStore, HealthRegistry, IncidentLog, Clock, SettingsSource],
      useFactory: createRecall,
    },
    {
      provide: VendorNotices,
      inject: [IncidentLog],
      useFactory: (log: IncidentLog) => new IncidentNotices(log),
    },
    {
      provide: StatusPages,
      inject: [HealthRegistry, ObservationPipeline, Clock, IncidentLog],
      useFactory: createStatusPages,
    },
  ],
  exports: [VendorNotices, RememberedConditions],
})
export class IncidentsModule {}

function createLog(events: HealthEvents, writer: HistoryWriter): IncidentLog {
  const log = new IncidentLog();
  log.listen(events);
  new IncidentSaver(log, writer).follow();
  return log;
}

function createRecall(
  store: HistoryStore,
  registry: HealthRegistry,
  log: IncidentLog,
  clock: Clock,
  source: SettingsSource,
): IncidentRecall {
  const logger = new Logger('incidents');
  return new IncidentRecall({
    store,
    registry,
    log,
    clock,
    isMonitoring: () => source.current.monitoring.enabled,
    onUnreadable: (key) => logger.warn({ key }, 'incidents of before the restart cannot be read'),
  });
}

/** Over connections of its own: pages that hang take none from the checks. */
function createStatusPages(
  registry: HealthRegistry,
  pipeline: ObservationPipeline,
  clock: Clock,
  log: IncidentLog,
): StatusPages {
  const logger = new Logger('incidents');
  const certificates = new Certificates();
  const http = new HttpExchange(createDispatcher(certificates), clock, `bellwether/${VERSION}`, certificates);
  return new StatusPages(
    { registry, pipeline, clock, log },
    {
      readers: STATUS_PAGE_READERS,
      fetcher: new PageFetcher(http),
      random: Math.random,
      onError: (error) => logger.error({ err: error }, 'a status page could not be taken in'),
      onSourceChange: (change) => logger.log(change, 'status page source changed'),
    },
  );
}
