import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { TREND_TURN_MS, TrendWatch } from './trend-watch.ts';

const TURN = 'trend-turn';

/** What drives trends: a small share of the targets at a time. */
@Injectable()
export class TrendTimers implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger('history');

  constructor(
    private readonly timers: SchedulerRegistry,
    private readonly watch: TrendWatch,
  ) {}

  onApplicationBootstrap(): void {
    this.timers.addInterval(TURN, setInterval(this.#turn, TREND_TURN_MS));
  }

  onApplicationShutdown(): void {
    if (this.timers.doesExist('interval', TURN)) this.timers.deleteInterval(TURN);
  }

  readonly #turn = (): void => {
    try {
      this.watch.turn();
    } catch (error) {
      this.#logger.error({ err: error }, 'trends could not be judged');
    }
    void this.watch.readPasts();
  };
}
