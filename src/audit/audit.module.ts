import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type BeforeApplicationShutdown,
  Logger,
  Module,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { OperateLog } from '../access/operate-log.ts';
import { Clock } from '../clock/clock.ts';
import { TIMERS } from '../clock/timers.ts';
import type { SqlDatabase } from '../history/database/sql-database.ts';
import { HistoryModule } from '../history/history.module.ts';
import { HistoryStore } from '../history/history-store.ts';
import { SqlHistoryStore } from '../history/sql/sql-history.store.ts';
import { SettingsSource } from '../settings/settings-source.ts';
import { AuditController } from './audit.controller.ts';
import { AuditStore } from './audit-store.ts';
import { KeptAuditTrail } from './kept-audit-trail.ts';

const RETRY = 'audit-retry';
/** Nothing is done while nothing waits. */
const RETRY_EVERY_MS = 5_000;
/** chosen: a write takes milliseconds; a store that hangs must not use up the time that a stop may take. */
const STOP_WAIT_MS = 1_000;
const TAG_LENGTH = 4;
const DIGITS = 36;

/** Keeps who changed what by hand, in the database of history. */
@Module({
  imports: [TIMERS, HistoryModule],
  controllers: [AuditController],
  providers: [
    { provide: KeptAuditTrail, inject: [HistoryStore, Clock, SettingsSource], useFactory: createTrail },
  ],
})
export class AuditModule implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    private readonly log: OperateLog,
    private readonly trail: KeptAuditTrail,
    private readonly timers: SchedulerRegistry,
  ) {}

  onModuleInit(): void {
    this.log.keepIn(this.trail);
  }

  onApplicationBootstrap(): void {
    this.timers.addInterval(
      RETRY,
      setInterval(() => void this.trail.flush(), RETRY_EVERY_MS),
    );
  }

  /** Before the store is closed. */
  async beforeApplicationShutdown(): Promise<void> {
    if (this.timers.doesExist('interval', RETRY)) this.timers.deleteInterval(RETRY);
    await Promise.race([this.trail.flush(), delay(STOP_WAIT_MS, undefined, { ref: false })]);
  }
}

function createTrail(store: HistoryStore, clock: Clock, source: SettingsSource): KeptAuditTrail {
  return new KeptAuditTrail({
    store: new AuditStore(databaseOf(store)),
    clock,
    log: new Logger('audit'),
    tag: randomInt(DIGITS ** TAG_LENGTH)
      .toString(DIGITS)
      .padStart(TAG_LENGTH, '0'),
    keptDays: () => source.current.history.retentionDays['1d'],
  });
}

function databaseOf(store: HistoryStore): SqlDatabase {
  if (store instanceof SqlHistoryStore) return store.database;
  throw new TypeError('the audit is kept in the database of history, and this store has none');
}
