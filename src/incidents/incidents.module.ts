import { Global, Logger, Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { Clock } from '../clock/clock.ts';
import { HealthEvents } from '../health/health-events.ts';
import { HealthModule } from '../health/health.module.ts';
import { HealthRegistry } from '../health/health-registry.ts';
import { VendorNotices } from '../history/timeline/vendor-notices.ts';
import { MonitorModule } from '../monitor/monitor.module.ts';
import { ObservationPipeline } from '../monitor/observation-pipeline.ts';
import { Certificates } from '../probes/certificates.ts';
import { createDispatcher, HttpExchange } from '../probes/http-exchange.ts';
import { VERSION } from '../settings/version.ts';
import { IncidentLog } from './incident-log.ts';
import { IncidentNotices } from './incident-notices.ts';
import { IncidentTimers } from './incident-timers.ts';
import { IncidentsController } from './incidents.controller.ts';
import { PageFetcher } from './page-fetcher.ts';
import { STATUS_PAGE_READERS } from './readers/readers.list.ts';
import { StatusPages } from './status-pages.ts';

/** The providers' own status pages. Global, so that the timeline finds their reports without knowing of this room. */
@Global()
@Module({
  imports: [ScheduleModule.forRoot(), HealthModule, MonitorModule],
  controllers: [IncidentsController],
  providers: [
    IncidentTimers,
    { provide: IncidentLog, inject: [HealthEvents], useFactory: createLog },
    {
      provide: VendorNotices,
      inject: [IncidentLog],
      useFactory: (log: IncidentLog) => new IncidentNotices(log),
    },
    {
      provide: StatusPages,
      inject: [HealthRegistry, ObservationPipeline, Clock],
      useFactory: createStatusPages,
    },
  ],
  exports: [VendorNotices],
})
export class IncidentsModule {}

function createLog(events: HealthEvents): IncidentLog {
  const log = new IncidentLog();
  log.listen(events);
  return log;
}

/** Over connections of its own: pages that hang take none from the checks. */
function createStatusPages(
  registry: HealthRegistry,
  pipeline: ObservationPipeline,
  clock: Clock,
): StatusPages {
  const logger = new Logger('incidents');
  const certificates = new Certificates();
  const http = new HttpExchange(createDispatcher(certificates), clock, `bellwether/${VERSION}`, certificates);
  return new StatusPages(
    { registry, pipeline, clock },
    {
      readers: STATUS_PAGE_READERS,
      fetcher: new PageFetcher(http),
      random: Math.random,
      onError: (error) => logger.error({ err: error }, 'a status page could not be taken in'),
      onSourceChange: (change) => logger.log(change, 'status page source changed'),
    },
  );
}
