import type { EpochMs, MonotonicMs } from '../../clock/clock.ts';
import type { SendOutcome } from '../channels/alert-channel.ts';
import type { AlertMessage, Delivery } from '../notification.ts';
import type { NewDelivery } from '../store/alert-store.ts';
import { Audience } from './audience.ts';
import { ChannelQueue } from './channel-queue.ts';
import { collapseOf } from './collapse.ts';
import { copyFor, endFor, hasFailedEnough, hasWaitedEnough, isWorthASecondChannel } from './failover.ts';
import { MessageLedger } from './message-ledger.ts';
import { keyOf, type Moment, QueuedMessage } from './queued-message.ts';
import { recall } from './recall.ts';
import type { RetrySchedule } from './retry-schedule.ts';

/** The channels of the settings, as far as it matters when something is sent. */
export interface ChannelRoster {
  has(channelId: string): boolean;
  /** Who is told when this one cannot be; null where nobody is. */
  fallbackOf(channelId: string): string | null;
}

export interface AttemptOutcome {
  readonly outcome: SendOutcome;
  /** Nobody knows whether the receiver has it. */
  readonly mayHaveArrived: boolean;
}

const GONE = 'the receiver is gone';
const UNKNOWN = 'no enabled channel of that name in the settings';

/**
 * Decides what is sent when, and what becomes of it. Knows no time but what it is told, and touches nothing: what is
 * to be stored is asked of its ledger, and told to it once it is.
 */
export class DeliveryPlan {
  readonly #schedule: RetrySchedule;
  readonly #roster: ChannelRoster;
  readonly #audience = new Audience();
  readonly #channels = new Map<string, ChannelQueue>();
  /** Given up since the start, less what somebody has asked for again. */
  died = 0;
  readonly ledger = new MessageLedger((queued) => this.#leave(queued));

  constructor(schedule: RetrySchedule, roster: ChannelRoster) {
    this.#schedule = schedule;
    this.#roster = roster;
  }

  get channels(): IterableIterator<ChannelQueue> {
    return this.#channels.values();
  }

  channel(id: string): ChannelQueue {
    const known = this.#channels.get(id) ?? new ChannelQueue(id);
    this.#channels.set(id, known);
    return known;
  }

  /** What the store has: it waits from now on to be sent. One that is known already is not taken twice. */
  accept(deliveries: readonly NewDelivery[], now: Moment): void {
    this.ledger.noteStoreAnswers();
    for (const delivery of deliveries) {
      const key = keyOf(delivery.channelId, delivery.message.id);
      if (!this.ledger.reconcile(key)) this.#enqueue(new QueuedMessage(delivery, now), now);
    }
  }

  /** What the store should have and cannot take: it is sent all the same. False where it is known already. */
  acceptUnstored(delivery: NewDelivery, now: Moment): boolean {
    if (this.ledger.knows(keyOf(delivery.channelId, delivery.message.id))) return false;
    const queued = new QueuedMessage(delivery, now);
    queued.isStored = false;
    this.#enqueue(queued, now);
    return true;
  }

  /**
   * What an earlier process left behind.
   * @param past what was ever told of the alerts that still matter, oldest first
   */
  restore(pending: readonly Delivery[], past: readonly Delivery[], now: Moment): void {
    recall(past, this.#audience);
    for (const { channelId, message, state } of past) {
      if (state !== 'pending') this.ledger.rememberDone(keyOf(channelId, message.id));
    }
    const restored = pending
      .map((delivery) => QueuedMessage.restored(delivery, now))
      .filter(({ key }) => !this.ledger.knows(key));
    // All of them first: none is made anew for want of being known, and what is made stands behind them.
    for (const queued of restored) {
      this.#lineUp(queued);
      if (queued.mayHaveArrived) this.#audience.tell(queued.channelId, queued.message);
    }
    for (const queued of restored) this.#bringOn(queued, now);
  }

  /** What is to be sent now; each must be finished. */
  take(now: Moment): QueuedMessage[] {
    const taken = [...this.#channels.values()].flatMap((channel) => channel.take(now.atMs));
    for (const queued of taken) queued.lastAttemptAt = now.at;
    return taken;
  }

  nextDueMs(): MonotonicMs {
    return Math.min(Infinity, ...[...this.#channels.values()].map((channel) => channel.nextDueMs()));
  }

  finish(queued: QueuedMessage, { outcome, mayHaveArrived }: AttemptOutcome, now: Moment): void {
    const channel = this.channel(queued.channelId);
    channel.finishOne();
    queued.phase = 'waiting';
    queued.attempts++;
    if (outcome.kind === 'delivered') return this.#deliver(queued, channel, now.at);
    queued.lastError = outcome.error;
    channel.lastError = outcome.error;
    if (mayHaveArrived) {
      queued.mayHaveArrived = true;
      this.#audience.tell(queued.channelId, queued.message);
    }
    switch (outcome.kind) {
      case 'retry':
        this.#postpone(queued, outcome.retryAfterMs, now);
        break;
      case 'refused':
        this.#bury(queued, now);
        break;
      case 'gone':
        channel.isGone = true;
        this.#bury(queued, now);
        this.#buryAll(channel, GONE, now);
        break;
    }
  }

  /** Somebody asks for it: at once, whatever the schedule says. */
  hurry(queued: QueuedMessage, now: Moment): void {
    if (queued.phase === 'sending' || queued.isDone) return;
    queued.waitUntil(0, now);
    this.ledger.record(queued);
  }

  /** Somebody asks for a dead one: it goes back to its place, also where the receiver was thought to be gone. */
  revive(delivery: Delivery, now: Moment): void {
    const key = keyOf(delivery.channelId, delivery.message.id);
    this.channel(delivery.channelId).isGone = false;
    this.ledger.forgetDone(key);
    if (this.ledger.knows(key)) return;
    this.died--;
    const queued = QueuedMessage.restored({ ...delivery, nextAttemptAt: now.at }, now);
    queued.mayHaveArrived = false;
    this.ledger.add(queued);
    this.ledger.record(queued);
    this.#enqueue(queued, now);
  }

  /** Other settings: who was gone may be back, and who is no longer there gets nothing. */
  reviewChannels(now: Moment): void {
    for (const channel of this.#channels.values()) {
      channel.isGone = false;
      channel.failuresInRow = 0;
      if (!this.#roster.has(channel.id)) this.#buryAll(channel, UNKNOWN, now);
    }
  }

  #enqueue(queued: QueuedMessage, now: Moment): void {
    this.#lineUp(queued);
    this.#bringOn(queued, now);
  }

  #lineUp(queued: QueuedMessage): void {
    this.ledger.add(queued);
    this.#audience.address(queued.channelId, queued.message);
    this.channel(queued.channelId).insert(queued);
  }

  /** What follows from a message being there. */
  #bringOn(queued: QueuedMessage, now: Moment): void {
    const { channelId, message } = queued;
    const channel = this.channel(channelId);
    for (const [to, notices] of this.#audience.copiesOf(channelId, message)) {
      this.#follow(to, endFor(to, message, notices), now);
    }
    if (queued.isDone) return;
    if (!this.#roster.has(channelId)) this.#buryWith(UNKNOWN, queued, now);
    else if (channel.isGone) this.#buryWith(GONE, queued, now);
    else this.#collapse(channel, message.groupKey, now);
  }

  #collapse(channel: ChannelQueue, groupKey: string, now: Moment): void {
    const found = collapseOf(channel.laneOf(groupKey), (id) => this.#audience.wasTold(channel.id, id));
    if (found === null) return;
    const { overtaken, newest, together } = found;
    for (const queued of overtaken) this.#overtake(queued, together?.id ?? newest.message.id);
    if (together === null) return this.ledger.record(newest);
    this.#overtake(newest, together.id);
    this.#follow(channel.id, together, now);
  }

  #overtake(queued: QueuedMessage, followedBy: string): void {
    queued.end('collapsed', followedBy);
    this.ledger.drop(queued);
  }

  #follow(channelId: string, message: AlertMessage, now: Moment): void {
    if (this.ledger.knows(keyOf(channelId, message.id))) return;
    const delivery = { message, channelId, notBefore: now.at };
    const queued = new QueuedMessage(delivery, now);
    this.ledger.follow(queued, delivery);
    this.#enqueue(queued, now);
  }

  #deliver(queued: QueuedMessage, channel: ChannelQueue, at: EpochMs): void {
    channel.failuresInRow = 0;
    channel.lastError = null;
    queued.end('delivered');
    queued.deliveredAt = at;
    this.#audience.tell(queued.channelId, queued.message);
    this.ledger.record(queued);
  }

  #postpone(queued: QueuedMessage, retryAfterMs: number | null, now: Moment): void {
    const channel = this.channel(queued.channelId);
    channel.failuresInRow++;
    const waitMs = this.#schedule.waitAfter(queued.attempts, retryAfterMs);
    if (waitMs === null || channel.isGone) return this.#bury(queued, now);
    queued.waitUntil(waitMs, now);
    // Its end may have come while it was under way.
    this.#collapse(channel, queued.message.groupKey, now);
    if (queued.isDone) return;
    if (hasFailedEnough(queued)) this.#failOver(queued, now);
    this.ledger.record(queued);
    if (channel.isDown) this.#failOverWaiting(channel, now);
  }

  #failOverWaiting(channel: ChannelQueue, now: Moment): void {
    const all = [...channel];
    for (const queued of all) {
      if (queued.phase !== 'waiting' || !hasWaitedEnough(queued, now.atMs)) continue;
      if (this.#failOver(queued, now)) this.ledger.record(queued);
    }
  }

  #failOver(queued: QueuedMessage, now: Moment): boolean {
    const from = queued.channelId;
    const to = this.#roster.fallbackOf(from);
    if (to === null || to === from || !this.#roster.has(to) || !isWorthASecondChannel(queued)) return false;
    const lane = this.channel(from).laneOf(queued.message.groupKey);
    const copy = copyFor(to, queued, lane.slice(lane.indexOf(queued) + 1), now.at);
    if (this.#audience.hears(to, copy, from)) return false;
    queued.followedBy = copy.id;
    this.#audience.copy(from, to, copy);
    this.#follow(to, copy, now);
    return true;
  }

  #buryAll(channel: ChannelQueue, error: string, now: Moment): void {
    const all = [...channel];
    for (const queued of all) {
      if (queued.phase !== 'sending' && !queued.isDone) this.#buryWith(error, queued, now);
    }
  }

  #buryWith(error: string, queued: QueuedMessage, now: Moment): void {
    queued.lastError ??= error;
    this.#bury(queued, now);
  }

  #bury(queued: QueuedMessage, now: Moment): void {
    this.#failOver(queued, now);
    queued.end('dead');
    this.ledger.record(queued);
  }

  #leave(queued: QueuedMessage): void {
    this.channel(queued.channelId).remove(queued);
    if (queued.state === 'dead') this.died++;
    if (queued.state !== 'collapsed') this.#audience.end(queued.channelId, queued.message);
  }
}
