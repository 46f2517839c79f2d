import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { Clock } from '../clock/clock.ts';
import { SettingsSource } from '../settings/settings-source.ts';
import { AlertDuty } from './engine/alert-duty.ts';

const TICK_MS = 1_000;
const UPKEEP_MS = 600_000;
const TICK = 'alert-tick';
const UPKEEP = 'alert-upkeep';
/** Of the time that a stop may take: others need some of it. */
const STOP_SHARE = 0.25;

/** What drives alerts: a look each second, and upkeep every ten minutes. */
@Injectable()
export class AlertTimers implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger('alerts');

  constructor(
    private readonly timers: SchedulerRegistry,
    private readonly duty: AlertDuty,
    private readonly clock: Clock,
    private readonly source: SettingsSource,
  ) {}

  /** After health has taken up what was before, so that the first look judges what is known. */
  async onApplicationBootstrap(): Promise<void> {
    await this.duty.start();
    this.timers.addInterval(TICK, setInterval(this.#tick, TICK_MS));
    this.timers.addInterval(UPKEEP, setInterval(this.#upkeep, UPKEEP_MS));
  }

  /** While the store can still be written to. */
  async beforeApplicationShutdown(): Promise<void> {
    for (const name of [TICK, UPKEEP]) {
      if (this.timers.doesExist('interval', name)) this.timers.deleteInterval(name);
    }
    await this.duty.stop(this.source.current.server.shutdownTimeoutMs * STOP_SHARE);
  }

  /** A defect in one look is logged and must not end the looking. */
  readonly #tick = (): void => {
    try {
      this.duty.tick(this.source.current.alerts);
    } catch (error) {
      this.#logger.error({ err: error }, 'alerts could not be looked at');
    }
  };

  readonly #upkeep = (): void => {
    void this.duty.prune(this.clock.now(), this.source.current.alerts.retentionDays);
  };
}
