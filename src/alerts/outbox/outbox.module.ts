import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  Module,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import { Clock } from '../../clock/clock.ts';
import { HistoryModule } from '../../history/history.module.ts';
import { HistoryStore } from '../../history/history-store.ts';
import { SqlHistoryStore } from '../../history/sql/sql-history.store.ts';
import { MetricsModule } from '../../metrics/metrics.module.ts';
import { MetricsText } from '../../metrics/metrics-text.ts';
import { SettingsSource } from '../../settings/settings-source.ts';
import { AlertChannels } from '../channels/alert-channels.ts';
import { ChannelsModule } from '../channels/channels.module.ts';
import { AlertStore } from '../store/alert-store.ts';
import { SqlAlertStore } from '../store/sql-alert.store.ts';
import { TimerAlarm } from './alarm.ts';
import { AlertUpkeep } from './alert-upkeep.ts';
import type { DeliveryChannels } from './delivery-channels.ts';
import { NotificationsController } from './notifications.controller.ts';
import { outboxMetricsText } from './outbox-metrics.ts';
import { Outbox } from './outbox.ts';
import { RetrySchedule } from './retry-schedule.ts';
import { type ChannelLookup, SettingsChannels } from './settings-channels.ts';
import { WatchedAlertStore } from './watched-alert.store.ts';

const LOGGER = 'alerts';
const STORED = Symbol('alerts: the store that the outbox writes to');
const CHANNELS = Symbol('alerts: channels of the settings');
const DAY_MS = 86_400_000;
const UPKEEP_EVERY_MS = 600_000;
/** Of the time that a stop may take: history writes after it. */
const STOP_SHARE = 0.4;

/** Starts, follows the settings, and stops with the application. */
@Injectable()
class OutboxTimers implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  #unsubscribe: () => void = () => undefined;
  #upkeep: NodeJS.Timeout | undefined;

  constructor(
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
    this.#upkeep = setInterval(() => void this.upkeep.run(), UPKEEP_EVERY_MS).unref();
  }

  /** While channels and database are open still. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#unsubscribe();
    clearInterval(this.#upkeep);
    this.upkeep.stop();
    await this.outbox.stop(this.source.current.server.shutdownTimeoutMs * STOP_SHARE);
  }
}

/** Where alerts are kept, and what brings their messages to people. */
@Module({
  imports: [HistoryModule, MetricsModule, ChannelsModule],
  controllers: [NotificationsController],
  providers: [
    OutboxTimers,
    { provide: STORED, inject: [HistoryStore], useFactory: createStore },
    { provide: CHANNELS, inject: [AlertChannels, SettingsSource], useFactory: createChannels },
    { provide: Outbox, inject: [STORED, CHANNELS, Clock], useFactory: createOutbox },
    {
      provide: AlertStore,
      inject: [STORED, Outbox],
      useFactory: (store: AlertStore, outbox: Outbox) => new WatchedAlertStore(store, outbox),
    },
    { provide: AlertUpkeep, inject: [STORED, Outbox, Clock, SettingsSource], useFactory: createUpkeep },
  ],
  exports: [Outbox, AlertStore],
})
export class OutboxModule {}

function createStore(history: HistoryStore): AlertStore {
  if (history instanceof SqlHistoryStore) return new SqlAlertStore(history.database);
  throw new Error(`alerts are kept in the database of history, and ${history.engine} has none`);
}

function createChannels(lookup: ChannelLookup, source: SettingsSource): DeliveryChannels {
  return new SettingsChannels(lookup, () => source.current.alerts.channels);
}

function createOutbox(store: AlertStore, channels: DeliveryChannels, clock: Clock): Outbox {
  const log = new Logger(LOGGER);
  const schedule = new RetrySchedule(Math.random);
  return new Outbox({ store, channels, clock, schedule, alarm: new TimerAlarm(), log });
}

function createUpkeep(store: AlertStore, outbox: Outbox, clock: Clock, source: SettingsSource): AlertUpkeep {
  const keptMs = (): number => source.current.history.retentionDays['1d'] * DAY_MS;
  return new AlertUpkeep({ store, outbox, clock, keptMs, log: new Logger(LOGGER) });
}
