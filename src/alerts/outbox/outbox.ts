import { setTimeout as delay } from 'node:timers/promises';
import type { Clock, MonotonicMs } from '../../clock/clock.ts';
import type { Delivery } from '../notification.ts';
import type { AlertStore, NewDelivery } from '../store/alert-store.ts';
import type { Alarm } from './alarm.ts';
import { isFiring } from './audience.ts';
import type { DeliveryChannels } from './delivery-channels.ts';
import { DeliveryPlan } from './delivery-plan.ts';
import type { OutboxLog } from './outbox-log.ts';
import { channelStatuses, oldestPendingMs, type OutboxStatus } from './outbox-status.ts';
import { keyOf, type Moment, type QueuedMessage } from './queued-message.ts';
import { Refresher } from './refresher.ts';
import type { RetrySchedule } from './retry-schedule.ts';
import { Sender } from './sender.ts';
import { Settler } from './settler.ts';
import { countDead, readPast } from './stored-past.ts';
import { UnwrittenMessages } from './unwritten-messages.ts';

export interface OutboxParts {
  readonly store: AlertStore;
  readonly channels: DeliveryChannels;
  readonly clock: Clock;
  readonly schedule: RetrySchedule;
  readonly alarm: Alarm;
  readonly log: OutboxLog;
}

/** `overtaken`: its receiver has heard since that the alert is over. */
export type RetryAnswer = 'retrying' | 'unknown' | 'not_waiting' | 'overtaken';

/** chosen: a store that could not be read is asked again after so long. */
const LOAD_RETRY_MS = 1_000;
/** Of the time that a stop may take: the last write needs the rest. */
const SENDING_SHARE = 0.7;

/** Brings stored messages to their receivers, apart from all that finds out what to tell. */
export class Outbox {
  readonly #parts: OutboxParts;
  readonly #plan: DeliveryPlan;
  readonly #sender: Sender;
  readonly #settler: Settler;
  readonly #refresher: Refresher;
  readonly #unwritten = new UnwrittenMessages();
  /** Handed over before the past was known: behind it. */
  readonly #early: NewDelivery[] = [];
  #loading: Promise<void> | null = null;
  #loadAtMs: MonotonicMs = Infinity;
  #isLoaded = false;
  #isHandedOver = false;
  #isStopped = false;
  /** As the store had them when they were counted last. */
  #storedDead = 0;
  #isLoadFailing = false;
  #sentUnstored = 0;

  constructor(parts: OutboxParts) {
    const { store, channels, clock, schedule, log } = parts;
    const plan = new DeliveryPlan(schedule, {
      has: (id) => channels.get(id) !== undefined,
      fallbackOf: (id) => channels.fallbackOf(id),
    });
    this.#parts = parts;
    this.#plan = plan;
    this.#sender = new Sender({ plan, channels, clock, log, onSent: (queued) => this.#onSent(queued) });
    this.#settler = new Settler({ store, ledger: plan.ledger, clock, log, onWritten: () => this.#turn() });
    const onRefreshed = (): void => this.#turn();
    this.#refresher = new Refresher({ plan, channels, sender: this.#sender, onRefreshed });
  }

  /** Takes up what an earlier process left behind, now or as soon as the store can be read. Never rejects. */
  start(): Promise<void> {
    this.#loadAtMs = Infinity;
    this.#loading ??= this.#load().finally(() => {
      this.#loading = null;
      this.#turn();
    });
    return this.#loading;
  }

  /** To be called after each commit: there may be something to send. */
  wake(): void {
    const isHandedOver = this.#isHandedOver;
    this.#isHandedOver = false;
    if (!isHandedOver && this.#isLoaded) void this.#reload();
    this.#turn();
  }

  /** The store is given these. */
  committing(deliveries: readonly NewDelivery[]): void {
    this.#unwritten.begin(deliveries, this.#parts.clock.monotonicMs());
    this.#turn();
  }

  /** The store has taken these. */
  committed(deliveries: readonly NewDelivery[]): void {
    this.#isHandedOver = true;
    this.#unwritten.written(deliveries);
    if (this.#isLoaded) this.#plan.accept(deliveries, this.#now());
    else this.#early.push(...deliveries);
    this.#turn();
  }

  describe(): OutboxStatus {
    const { channels, clock } = this.#parts;
    return {
      isLoaded: this.#isLoaded,
      pending: this.#plan.ledger.messages.size,
      oldestPendingMs: oldestPendingMs(this.#plan, clock.now()),
      dead: this.#storedDead + this.#plan.died,
      sentUnstored: this.#sentUnstored,
      channels: channelStatuses(this.#plan, this.#sender, channels.ids()),
    };
  }

  /** Sends one at once that waits, or that was given up. Rejects where the store does. */
  async retry(messageId: string): Promise<RetryAnswer> {
    const stored = await this.#parts.store.delivery(messageId);
    const answers: RetryAnswer[] = [];
    for (const delivery of stored) answers.push(await this.#retryOne(delivery));
    this.#turn();
    const [first = 'unknown'] = answers;
    return answers.includes('retrying') ? 'retrying' : first;
  }

  /** Other settings are in force. */
  reviewChannels(): void {
    this.#plan.reviewChannels(this.#now());
    this.#turn();
  }

  /** Some messages that ended long ago were deleted. */
  pruned(): void {
    void this.#recount();
  }

  /** Ends within that time; what was not sent is sent after the next start. */
  async stop(withinMs: number): Promise<void> {
    this.#isStopped = true;
    this.#parts.alarm.stop();
    await this.#sender.stop(withinMs * SENDING_SHARE);
    const late = delay(withinMs * (1 - SENDING_SHARE), undefined, { ref: false });
    await Promise.race([this.#settler.drain(), late]);
  }

  #turn(): void {
    if (this.#isStopped) return;
    const now = this.#now();
    this.#goOnWithoutStore(now);
    this.#settler.flush();
    this.#sender.sendDue(now);
    this.#refresher.turn(now);
    if (this.#loadAtMs <= now.atMs) void this.start();
    this.#setAlarm(now.atMs);
  }

  #setAlarm(nowMs: MonotonicMs): void {
    const dueMs = Math.min(
      this.#plan.nextDueMs(),
      this.#settler.nextDueMs(nowMs),
      this.#refresher.nextDueMs(),
      this.#unwritten.nextDueMs(),
      this.#loadAtMs,
    );
    if (dueMs === Infinity) this.#parts.alarm.stop();
    else this.#parts.alarm.set(dueMs - nowMs, () => this.#turn());
  }

  /** A person is told of what is critical even where nothing can be stored. */
  #goOnWithoutStore(now: Moment): void {
    const overdue = this.#unwritten.takeOverdue(now.atMs);
    if (overdue.length === 0 && !this.#settler.isStoreAway(now.atMs)) return;
    this.#plan.ledger.goOnWithoutStore();
    const sent = overdue.filter((delivery) => this.#plan.acceptUnstored(delivery, now));
    this.#sentUnstored += sent.length;
    if (sent.length > 0) {
      this.#parts.log.warn({ messages: sent.length }, 'critical notifications are sent without being stored');
    }
  }

  async #load(): Promise<void> {
    const { store, clock, log } = this.#parts;
    try {
      const { pending, past, dead } = await readPast(store, clock.now());
      const now = this.#now();
      this.#storedDead = dead;
      const early = this.#early.splice(0);
      const own = new Set(early.map(({ channelId, message }) => keyOf(channelId, message.id)));
      const left = pending.filter(({ channelId, message }) => !own.has(keyOf(channelId, message.id)));
      this.#plan.restore(left, past, now);
      this.#refresher.restore(past, now);
      this.#plan.accept(early, now);
      this.#isLoaded = true;
    } catch (error) {
      if (!this.#isLoadFailing) {
        log.warn({ err: error }, 'notifications left behind cannot be read, trying again');
      }
      this.#isLoadFailing = true;
      this.#loadAtMs = clock.monotonicMs() + LOAD_RETRY_MS;
    }
  }

  async #recount(): Promise<void> {
    try {
      this.#storedDead = (await countDead(this.#parts.store)) - this.#plan.died;
    } catch (error) {
      this.#parts.log.warn({ err: error }, 'dead notifications cannot be counted');
    }
  }

  /** For commits that nobody handed over. */
  async #reload(): Promise<void> {
    try {
      const pending = await this.#parts.store.pending();
      this.#plan.restore(pending, [], this.#now());
      this.#turn();
    } catch (error) {
      this.#parts.log.warn({ err: error }, 'new notifications cannot be read');
    }
  }

  async #retryOne(delivery: Delivery): Promise<RetryAnswer> {
    const waiting = this.#plan.ledger.messages.get(keyOf(delivery.channelId, delivery.message.id));
    if (waiting !== undefined && !waiting.isDone) {
      this.#plan.hurry(waiting, this.#now());
      return 'retrying';
    }
    if (delivery.state !== 'dead') return 'not_waiting';
    if (await this.#isOvertaken(delivery)) return 'overtaken';
    this.#plan.revive(delivery, this.#now());
    return 'retrying';
  }

  async #isOvertaken({ channelId, message }: Delivery): Promise<boolean> {
    const firing = message.notices.filter(isFiring).map(({ alert }) => alert.id);
    const told = await this.#parts.store.deliveriesOf(firing);
    return firing.some((alertId) =>
      (told.get(alertId) ?? []).some(
        (each) =>
          each.channelId === channelId &&
          each.state === 'delivered' &&
          each.message.notices.some((notice) => notice.alert.id === alertId && !isFiring(notice)),
      ),
    );
  }

  #onSent(queued: QueuedMessage): void {
    this.#refresher.note(queued, this.#parts.clock.monotonicMs());
    this.#turn();
  }

  #now(): Moment {
    const { clock } = this.#parts;
    return { at: clock.now(), atMs: clock.monotonicMs() };
  }
}
