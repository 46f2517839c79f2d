import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type BeforeApplicationShutdown,
} from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { Clock } from '../clock/clock.ts';
import { Monitor } from './monitor.ts';

/** What is looked at once a second, in this order. */
export const MONITOR_TICKS = Symbol('MONITOR_TICKS');

/** Waking the loop is most of what a slow schedule costs: a 100 ms turn is three times cheaper than a 10 ms one. */
export const TURN_MS = 100;
const TICK_MS = 1_000;
const TURN = 'monitor-turn';
const TICK = 'monitor-tick';

/** The two timers that drive all monitoring, whatever the number of targets. */
@Injectable()
export class MonitorTimers implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger('monitor');

  constructor(
    private readonly timers: SchedulerRegistry,
    private readonly monitor: Monitor,
    private readonly clock: Clock,
    @Inject(MONITOR_TICKS) private readonly ticks: readonly (() => void)[],
  ) {}

  onApplicationBootstrap(): void {
    this.timers.addInterval(TURN, setInterval(this.#guarded(this.#turn), TURN_MS));
    this.timers.addInterval(TICK, setInterval(this.#guarded(this.#tick), TICK_MS));
  }

  async beforeApplicationShutdown(): Promise<void> {
    for (const name of [TURN, TICK]) {
      if (this.timers.doesExist('interval', name)) this.timers.deleteInterval(name);
    }
    await this.monitor.stop();
  }

  readonly #turn = (): void => this.monitor.turn(this.clock.monotonicMs());

  readonly #tick = (): void => {
    for (const tick of this.ticks) tick();
  };

  /** A defect in one turn is logged and must not end the monitoring. */
  #guarded(turn: () => void): () => void {
    return () => {
      try {
        turn();
      } catch (error) {
        this.#logger.error({ err: error }, 'monitor turn failed');
      }
    };
  }
}
