import { Global, Logger, Module, type OnModuleInit } from '@nestjs/common';
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
import type { DeliveryChannels } from './delivery-channels.ts';
import { NotificationsController } from './notifications.controller.ts';
import { outboxMetricsText } from './outbox-metrics.ts';
import { OutboxTimers } from './outbox-timers.ts';
import { Outbox } from './outbox.ts';
import { RetrySchedule } from './retry-schedule.ts';
import { type ChannelLookup, SettingsChannels } from './settings-channels.ts';
import { WatchedAlertStore } from './watched-alert.store.ts';

const LOGGER = 'alerts';
const STORED = Symbol('alerts: the store that the outbox writes to');
const CHANNELS = Symbol('alerts: channels of the settings');

/** Where alerts are kept, and what brings their messages to people. Global, so that alerts are given their store. */
@Global()
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
  ],
  exports: [Outbox, AlertStore],
})
export class OutboxModule implements OnModuleInit {
  constructor(
    private readonly metrics: MetricsText,
    private readonly outbox: Outbox,
  ) {}

  onModuleInit(): void {
    this.metrics.add(() => outboxMetricsText(this.outbox.describe()));
  }
}

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
