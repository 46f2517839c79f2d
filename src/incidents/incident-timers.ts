import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { Clock } from '../clock/clock.ts';
import { SettingsSource } from '../settings/settings-source.ts';
import { StatusPages } from './status-pages.ts';

const TURN = 'status-page-turn';
const TURN_MS = 1_000;

/** Follows the settings, and turns only while there is a page to look at. */
@Injectable()
export class IncidentTimers implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger('incidents');
  #unsubscribe: () => void = () => undefined;

  constructor(
    private readonly timers: SchedulerRegistry,
    private readonly pages: StatusPages,
    private readonly clock: Clock,
    private readonly source: SettingsSource,
  ) {}

  /** By now every target is watched, and the list of them hears of new settings before us. */
  onApplicationBootstrap(): void {
    this.#follow();
    this.#unsubscribe = this.source.onChange(() => this.#follow());
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#unsubscribe();
    this.#end();
    await this.pages.stop();
  }

  #follow(): void {
    this.pages.apply(this.source.current.monitoring.enabled);
    if (!this.pages.isWatching) this.#end();
    else if (!this.timers.doesExist('interval', TURN)) {
      this.timers.addInterval(TURN, setInterval(this.#turn, TURN_MS));
    }
  }

  #end(): void {
    if (this.timers.doesExist('interval', TURN)) this.timers.deleteInterval(TURN);
  }

  readonly #turn = (): void => {
    try {
      this.pages.turn(this.clock.monotonicMs());
    } catch (error) {
      this.#logger.error({ err: error }, 'status pages could not be looked at');
    }
  };
}
