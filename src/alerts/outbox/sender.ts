import type { Clock } from '../../clock/clock.ts';
import type { SendOutcome } from '../channels/alert-channel.ts';
import type { AlertMessage } from '../notification.ts';
import { attempt } from './attempt.ts';
import type { DeliveryChannels } from './delivery-channels.ts';
import type { AttemptOutcome, DeliveryPlan } from './delivery-plan.ts';
import type { OutboxLog } from './outbox-log.ts';
import type { Moment, QueuedMessage } from './queued-message.ts';

export type OutcomeKind = SendOutcome['kind'];
export type OutcomeCounts = Record<OutcomeKind, number>;

export interface SenderParts {
  readonly plan: DeliveryPlan;
  readonly channels: DeliveryChannels;
  readonly clock: Clock;
  readonly log: OutboxLog;
  /** After each attempt. */
  readonly onSent: (queued: QueuedMessage) => void;
}

/** Makes the attempts that are due, none waiting for another. */
export class Sender {
  readonly #parts: SenderParts;
  readonly #stop = new AbortController();
  readonly #underWay = new Set<Promise<void>>();
  readonly #counts = new Map<string, OutcomeCounts>();

  constructor(parts: SenderParts) {
    this.#parts = parts;
  }

  /** Attempts by channel and how they ended, since the start. */
  get counts(): ReadonlyMap<string, OutcomeCounts> {
    return this.#counts;
  }

  sendDue(now: Moment): void {
    for (const queued of this.#parts.plan.take(now)) {
      const sending = this.#send(queued).finally(() => this.#underWay.delete(sending));
      this.#underWay.add(sending);
    }
  }

  /** One attempt that no plan knows of. */
  async tell(channelId: string, message: AlertMessage): Promise<AttemptOutcome> {
    const { channels } = this.#parts;
    const channel = channels.get(channelId);
    if (channel === undefined) return { outcome: NO_CHANNEL, mayHaveArrived: false };
    const result = await attempt(channel, message, channels.timeoutMsOf(channelId), this.#stop.signal);
    if (!this.#stop.signal.aborted) this.#count(channelId, result.outcome.kind);
    return result;
  }

  /** Waits for what is under way, and ends it after that time: it is sent again after a restart. */
  async stop(withinMs: number): Promise<void> {
    const timer = setTimeout(() => this.#stop.abort(), withinMs);
    await Promise.allSettled(this.#underWay);
    clearTimeout(timer);
  }

  async #send(queued: QueuedMessage): Promise<void> {
    const { plan, clock, onSent } = this.#parts;
    const result = await this.tell(queued.channelId, queued.message);
    if (this.#stop.signal.aborted) return;
    const wasFailing = plan.channel(queued.channelId).failuresInRow > 0;
    plan.finish(queued, result, { at: clock.now(), atMs: clock.monotonicMs() });
    this.#report(queued, result.outcome, wasFailing);
    onSent(queued);
  }

  #report({ channelId, message, state }: QueuedMessage, outcome: SendOutcome, wasFailing: boolean): void {
    const { log } = this.#parts;
    const facts = { channel_id: channelId, message_id: message.id };
    if (outcome.kind === 'delivered') {
      if (wasFailing) log.log(facts, 'channel works again');
      return;
    }
    if (state === 'dead') log.warn({ ...facts, reason: outcome.error }, 'notification is given up');
    else if (!wasFailing) log.warn({ ...facts, reason: outcome.error }, 'notification failed, trying again');
  }

  #count(channelId: string, kind: OutcomeKind): void {
    const counts = this.#counts.get(channelId) ?? { delivered: 0, retry: 0, refused: 0, gone: 0 };
    counts[kind]++;
    this.#counts.set(channelId, counts);
  }
}

const NO_CHANNEL: SendOutcome = {
  kind: 'refused',
  error: 'no enabled channel of that name in the settings',
  retryAfterMs: null,
};
