import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { TrendWatch } from './trend-watch.ts';

const TURN = 'trend-turn';
const TURN_MS = 1_000;

/** A small share of the targets each second. */
@Injectable()
export class TrendTimers implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger('history');

  constructor(
    private readonly timers: SchedulerRegistry,
    private readonly watch: TrendWatch,
  ) {}

  onApplicationBootstrap(): void {
    this.timers.addInterval(TURN, setInterval(this.#turn, TURN_MS));
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
