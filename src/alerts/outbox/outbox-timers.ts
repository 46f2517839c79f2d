import {
  type BeforeApplicationShutdown,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { MetricsText } from '../../metrics/metrics-text.ts';
import { SettingsSource } from '../../settings/settings-source.ts';
import { AlertUpkeep } from './alert-upkeep.ts';
import { outboxMetricsText } from './outbox-metrics.ts';
import { Outbox } from './outbox.ts';

const UPKEEP = 'alert-upkeep';
const UPKEEP_EVERY_MS = 600_000;
/** Of the time that a stop may take: history writes after it. */
const STOP_SHARE = 0.4;

/** Starts the outbox, lets it follow the settings, and stops it with the application. */
@Injectable()
export class OutboxTimers implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  #unsubscribe: () => void = () => undefined;

  constructor(
    private readonly timers: SchedulerRegistry,
    private readonly outbox: Outbox,
    private readonly upkeep: AlertUpkeep,
    private readonly metrics: MetricsText,
    private readonly source: SettingsSource,
  ) {}

  onModuleInit(): void {
    this.metrics.add(() => outboxMetricsText(this.outbox.describe()));
  }

  /** By then the channels follow the settings before us. */
  onApplicationBootstrap(): void {
    this.#unsubscribe = this.source.onChange(() => this.outbox.reviewChannels());
    void this.outbox.start();
    this.timers.addInterval(
      UPKEEP,
      setInterval(() => void this.upkeep.run(), UPKEEP_EVERY_MS),
    );
  }

  /** While channels and database are open still. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#unsubscribe();
    if (this.timers.doesExist('interval', UPKEEP)) this.timers.deleteInterval(UPKEEP);
    this.upkeep.stop();
    await this.outbox.stop(this.source.current.server.shutdownTimeoutMs * STOP_SHARE);
  }
}
