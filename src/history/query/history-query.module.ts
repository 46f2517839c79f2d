import { Logger, Module } from '@nestjs/common';
import { Clock } from '../../clock/clock.ts';
import { TIMERS } from '../../clock/timers.ts';
import { HealthModule } from '../../health/health.module.ts';
import { HealthRegistry } from '../../health/health-registry.ts';
import { HistoryModule } from '../history.module.ts';
import { HistoryStore } from '../history-store.ts';
import { GapLog } from '../timeline/gap-log.ts';
import { StandingKeeper } from '../timeline/standing/standing-keeper.ts';
import { StandingTimers } from '../timeline/standing/standing-timers.ts';
import { TimelineController } from '../timeline/timeline.controller.ts';
import { TimelineReader } from '../timeline/timeline-reader.ts';
import { NoVendorNotices, VendorNotices } from '../timeline/vendor-notices.ts';
import { HistoryController } from './history.controller.ts';
import { HistoryReader } from './history-reader.ts';
import { RollupPages } from './rollup-pages.ts';

/** What can be asked of the past, and the figures that are made of it. */
@Module({
  imports: [TIMERS, HistoryModule, HealthModule],
  controllers: [HistoryController, TimelineController],
  providers: [
    StandingTimers,
    {
      provide: GapLog,
      inject: [HistoryStore, Clock],
      useFactory: (store: HistoryStore, clock: Clock) => new GapLog(store, clock.now()),
    },
    {
      provide: TimelineReader,
      inject: [HistoryStore, HealthRegistry, GapLog, Clock, { token: VendorNotices, optional: true }],
      useFactory: createTimelineReader,
    },
    {
      provide: HistoryReader,
      inject: [HistoryStore, TimelineReader, Clock],
      useFactory: (store: HistoryStore, timelines: TimelineReader, clock: Clock) =>
        new HistoryReader(store, new RollupPages(store, timelines, clock)),
    },
    {
      provide: StandingKeeper,
      inject: [HealthRegistry, HistoryStore, GapLog, TimelineReader, Clock],
      useFactory: createStandingKeeper,
    },
  ],
  exports: [TimelineReader, HistoryReader, GapLog],
})
export class HistoryQueryModule {}

function createTimelineReader(
  store: HistoryStore,
  registry: HealthRegistry,
  gaps: GapLog,
  clock: Clock,
  // Where no room reads the providers' pages, there is nothing to tell of them.
  notices: VendorNotices = new NoVendorNotices(),
): TimelineReader {
  return new TimelineReader({ store, registry, gaps, notices }, clock);
}

function createStandingKeeper(
  registry: HealthRegistry,
  store: HistoryStore,
  gaps: GapLog,
  timelines: TimelineReader,
  clock: Clock,
): StandingKeeper {
  return new StandingKeeper({ registry, store, gaps, timelines, log: new Logger('history') }, clock);
}
