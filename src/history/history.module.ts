import { setTimeout as delay } from 'node:timers/promises';
import { Logger, Module, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../clock/clock.ts';
import { TIMERS } from '../clock/timers.ts';
import { HealthEvents } from '../health/health-events.ts';
import { HealthModule } from '../health/health.module.ts';
import { SettingsSource } from '../settings/settings-source.ts';
import { MetricsModule } from '../metrics/metrics.module.ts';
import { MetricsText } from '../metrics/metrics-text.ts';
import { historyMetricsText } from './history-metrics.ts';
import { HistoryStore } from './history-store.ts';
import { HistoryTimers } from './history-timers.ts';
import { HistoryUpkeep } from './history-upkeep.ts';
import { HistoryWriter } from './history-writer.ts';
import { limitsOf } from './upkeep-limits.ts';
import { storeFor } from './stores/store-for.ts';

/** A store that is there opens in a fraction of it; one that is not must not hold up the start. */
const OPEN_WAIT_MS = 2_000;

/** Where the past is kept, and what brings it there. */
@Module({
  imports: [TIMERS, HealthModule, MetricsModule],
  providers: [
    HistoryTimers,
    {
      provide: HistoryStore,
      inject: [SettingsSource],
      useFactory: (source: SettingsSource) => storeFor(source.current.databaseUrl.reveal()),
    },
    {
      provide: HistoryWriter,
      inject: [HistoryStore, Clock],
      useFactory: (store: HistoryStore, clock: Clock) =>
        new HistoryWriter({ store, clock, log: new Logger('history'), random: Math.random() }),
    },
    {
      provide: HistoryUpkeep,
      inject: [HistoryStore, Clock, SettingsSource],
      useFactory: (store: HistoryStore, clock: Clock, source: SettingsSource) =>
        new HistoryUpkeep({
          store,
          clock,
          log: new Logger('history'),
          limits: () => limitsOf(source.current.history),
        }),
    },
  ],
  exports: [HistoryStore, HistoryWriter],
})
export class HistoryModule implements OnModuleInit {
  constructor(
    private readonly writer: HistoryWriter,
    private readonly events: HealthEvents,
    private readonly metrics: MetricsText,
  ) {}

  /** Opened before others start, where that is possible: what is restored must be there before the first probe. */
  async onModuleInit(): Promise<void> {
    this.writer.listen(this.events);
    this.metrics.add(() => historyMetricsText(this.writer.describe()));
    await Promise.race([this.writer.flush(), delay(OPEN_WAIT_MS, undefined, { ref: false })]);
  }
}
