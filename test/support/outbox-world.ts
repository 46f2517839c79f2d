import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Alert } from '../../src/alerts/alert.ts';
import { AlertChannel, type SendOutcome } from '../../src/alerts/channels/alert-channel.ts';
import type { AlertMessage, Delivery } from '../../src/alerts/notification.ts';
import { Alarm } from '../../src/alerts/outbox/alarm.ts';
import { Outbox } from '../../src/alerts/outbox/outbox.ts';
import { RetrySchedule } from '../../src/alerts/outbox/retry-schedule.ts';
import { WatchedAlertStore } from '../../src/alerts/outbox/watched-alert.store.ts';
import { SqlAlertStore } from '../../src/alerts/store/sql-alert.store.ts';
import { SqliteDatabase } from '../../src/history/database/sqlite-database.ts';
import { NOTHING, sampleMessage } from '../contracts/alert-store-samples.ts';
import { FakeClock } from './fake-clock.ts';
import { FixedChannels } from './fixed-channels.ts';

export const failing = (error = 'HTTP 503', retryAfterMs: number | null = null): SendOutcome => ({
  kind: 'retry',
  error,
  retryAfterMs,
});

/** A receiver that does as it is told. */
export class FakeChannel extends AlertChannel {
  readonly id: string;
  readonly kind = 'fake';
  override readonly refreshMs: number | null;
  readonly attempts: AlertMessage[] = [];
  readonly accepted: AlertMessage[] = [];
  answer: (message: AlertMessage, signal: AbortSignal) => SendOutcome | Promise<SendOutcome> = () => ({
    kind: 'delivered',
  });

  constructor(id: string, refreshMs: number | null = null) {
    super();
    this.id = id;
    this.refreshMs = refreshMs;
  }

  /** What it has accepted, shortly: why, and of which alerts in which state. */
  get heard(): string[] {
    return this.accepted.map(({ reason, notices }) =>
      [reason, ...notices.map(({ alert }) => `${alert.id} ${alert.state}`)].join(': '),
    );
  }

  async send(message: AlertMessage, signal: AbortSignal): Promise<SendOutcome> {
    this.attempts.push(message);
    const outcome = await this.answer(message, signal);
    if (outcome.kind === 'delivered') this.accepted.push(message);
    return outcome;
  }
}

class ManualAlarm extends Alarm {
  readonly #clock: FakeClock;
  #atMs = Infinity;
  #ring: () => void = () => {};

  constructor(clock: FakeClock) {
    super();
    this.#clock = clock;
  }

  get inMs(): number {
    return this.#atMs - this.#clock.monotonicMs();
  }

  set(afterMs: number, ring: () => void): void {
    this.#atMs = this.#clock.monotonicMs() + Math.max(0, afterMs);
    this.#ring = ring;
  }

  stop(): void {
    this.#atMs = Infinity;
  }

  ring(): void {
    this.#atMs = Infinity;
    this.#ring();
  }
}

/** An outbox over a database in memory, on a clock that moves when told to. */
export class OutboxWorld {
  readonly clock = new FakeClock();
  readonly database = SqliteDatabase.inMemory();
  readonly stored = new SqlAlertStore(this.database);
  readonly channels: FixedChannels;
  readonly told: string[] = [];
  #alarm = new ManualAlarm(this.clock);
  outbox: Outbox;
  store: WatchedAlertStore;

  constructor(
    channels: readonly AlertChannel[],
    fallbacks: Readonly<Record<string, string>> = {},
    timeoutMs = 15_000,
  ) {
    this.channels = new FixedChannels(channels, { fallbacks, timeoutMs });
    this.outbox = this.#newOutbox();
    this.store = new WatchedAlertStore(this.stored, this.outbox);
  }

  async start(): Promise<void> {
    await this.outbox.start();
    await this.quiet();
  }

  /** As after `kill -9`: nothing of the process is left. */
  async restart(): Promise<void> {
    this.#alarm = new ManualAlarm(this.clock);
    this.outbox = this.#newOutbox();
    this.store = new WatchedAlertStore(this.stored, this.outbox);
    await this.start();
  }

  async tell(
    channelIds: readonly string[],
    message: Partial<AlertMessage>,
    ...alerts: Alert[]
  ): Promise<void> {
    const made = sampleMessage(alerts, { createdAt: this.clock.now(), ...message });
    const deliveries = channelIds.map((channelId) => ({
      message: made,
      channelId,
      notBefore: made.createdAt,
    }));
    try {
      await this.store.commit({ ...NOTHING, at: this.clock.now(), alerts, deliveries });
    } finally {
      await this.quiet();
    }
  }

  /** Lets time pass, ringing when the outbox wants to be rung. */
  async pass(ms: number): Promise<void> {
    let leftMs = ms;
    for (;;) {
      const stepMs = Math.min(leftMs, Math.max(0, this.#alarm.inMs));
      const isDue = this.#alarm.inMs <= leftMs;
      this.clock.advance(stepMs);
      leftMs -= stepMs;
      if (!isDue) return;
      this.#alarm.ring();
      await this.quiet();
    }
  }

  /** Until everything that answers at once has answered. */
  async quiet(): Promise<void> {
    for (let turn = 0; turn < 5; turn++) await nextTurn();
  }

  async deliveries(): Promise<readonly Delivery[]> {
    const page = await this.stored.deliveries({ state: 'all', channelId: null, limit: 1_000, after: null });
    return page.items.toReversed();
  }

  /** All that is stored of messages, shortly. */
  async outcomes(): Promise<string[]> {
    const all = await this.deliveries();
    return all.map(({ channelId, message, state, attempts }) =>
      [channelId, message.reason, state, attempts].join(' '),
    );
  }

  async stop(): Promise<void> {
    await this.outbox.stop(100);
    await this.database.close();
  }

  #newOutbox(): Outbox {
    return new Outbox({
      store: this.stored,
      channels: this.channels,
      clock: this.clock,
      schedule: new RetrySchedule(() => 0),
      alarm: this.#alarm,
      log: {
        log: (_, message) => void this.told.push(message),
        warn: (_, message) => void this.told.push(message),
      },
    });
  }
}
