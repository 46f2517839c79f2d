import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { SettingsSource } from '../settings/settings-source.ts';
import { HistoryUpkeep } from './history-upkeep.ts';
import { HistoryWriter } from './history-writer.ts';

const WRITE_EVERY_MS = 1_000;
const UPKEEP_EVERY_MS = 60_000;
const WRITE = 'history-write';
const UPKEEP = 'history-upkeep';
/** Of the time that a stop may take: others need some of it. */
const STOP_SHARE = 0.5;

/** What drives history: a write each second, and upkeep each minute. */
@Injectable()
export class HistoryTimers implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger('history');

  constructor(
    private readonly timers: SchedulerRegistry,
    private readonly writer: HistoryWriter,
    private readonly upkeep: HistoryUpkeep,
    private readonly source: SettingsSource,
  ) {}

  onApplicationBootstrap(): void {
    this.timers.addInterval(WRITE, setInterval(this.#tick, WRITE_EVERY_MS));
    this.timers.addInterval(UPKEEP, setInterval(this.#maintain, UPKEEP_EVERY_MS));
  }

  /** After the probes have ended, so that their last outcomes are kept. */
  async onApplicationShutdown(): Promise<void> {
    for (const name of [WRITE, UPKEEP]) {
      if (this.timers.doesExist('interval', name)) this.timers.deleteInterval(name);
    }
    this.upkeep.stop();
    await this.writer.stop(this.source.current.server.shutdownTimeoutMs * STOP_SHARE);
  }

  readonly #tick = (): void => {
    this.writer.tick().catch((error: unknown) => this.#logger.error({ err: error }, 'history write failed'));
  };

  readonly #maintain = (): void => {
    this.upkeep.run().catch((error: unknown) => this.#logger.error({ err: error }, 'history upkeep failed'));
  };
}
