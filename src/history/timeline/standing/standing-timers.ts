import { type BeforeApplicationShutdown, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { StandingKeeper } from './standing-keeper.ts';

const TURN_MS = 1_000;
const TURN = 'history-standing';

/** What drives the standing of the targets: a turn each second. */
@Injectable()
export class StandingTimers implements OnModuleInit, BeforeApplicationShutdown {
  readonly #logger = new Logger('history');
  #endListening: () => void = () => {};

  constructor(
    private readonly timers: SchedulerRegistry,
    private readonly standing: StandingKeeper,
  ) {}

  /** The past is not waited for: a store that is slow must not hold up the start. */
  onModuleInit(): void {
    this.#endListening = this.standing.listen();
    this.#restore();
    this.timers.addInterval(TURN, setInterval(this.#turn, TURN_MS));
  }

  beforeApplicationShutdown(): void {
    this.#endListening();
    if (this.timers.doesExist('interval', TURN)) this.timers.deleteInterval(TURN);
  }

  readonly #turn = (): void => {
    this.#restore();
    try {
      this.standing.tick();
    } catch (error) {
      this.#logger.error({ err: error }, 'standing could not be refreshed');
    }
  };

  #restore(): void {
    this.standing
      .restore()
      .catch((error: unknown) => this.#logger.error({ err: error }, 'standing could not be restored'));
  }
}
