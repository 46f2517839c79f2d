import { Logger, Module, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../clock/clock.ts';
import { TIMERS } from '../../clock/timers.ts';
import { HealthModule } from '../../health/health.module.ts';
import { HealthRegistry } from '../../health/health-registry.ts';
import { HistoryModule } from '../history.module.ts';
import { HistoryStore } from '../history-store.ts';
import { TrendTimers } from './trend-timers.ts';
import { TrendWatch } from './trend-watch.ts';
import { TrendsController } from './trends.controller.ts';

/** Which way latencies and error rates go. */
@Module({
  imports: [TIMERS, HealthModule, HistoryModule],
  controllers: [TrendsController],
  providers: [
    TrendTimers,
    {
      provide: TrendWatch,
      inject: [HealthRegistry, HistoryStore, Clock],
      useFactory: (registry: HealthRegistry, store: HistoryStore, clock: Clock) =>
        new TrendWatch({ registry, store, clock, log: new Logger('history') }),
    },
  ],
  exports: [TrendWatch],
})
export class TrendsModule implements OnModuleInit {
  constructor(private readonly watch: TrendWatch) {}

  onModuleInit(): void {
    this.watch.listen();
  }
}
