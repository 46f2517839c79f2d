import type { MonotonicMs } from '../../clock/clock.ts';
import type { AlertMessage, AlertNotice } from '../notification.ts';
import { firingFirst } from './collapse.ts';
import { derivedId } from './derived-id.ts';
import { isFiring } from './audience.ts';
import type { Moment } from './queued-message.ts';

/** As Alertmanager asks of its clients: a resolve may be lost as well. */
export const RESOLVED_KEPT_MS = 300_000;
/** chosen: alerts of one message; some 200 KB. */
const MOST_AT_ONCE = 100;

interface Kept {
  readonly notice: AlertNotice;
  /** Infinite while it fires. */
  readonly untilMs: MonotonicMs;
}

/** What a receiver that forgets must be told again and again: what it has heard of and what fires still. */
export class RefreshSet {
  readonly #channelId: string;
  readonly #kept = new Map<string, Kept>();
  #toldAtMs: MonotonicMs;

  constructor(channelId: string, nowMs: MonotonicMs) {
    this.#channelId = channelId;
    this.#toldAtMs = nowMs;
  }

  /** @param agoMs how long ago it was delivered */
  note({ notices }: AlertMessage, nowMs: MonotonicMs, agoMs = 0): void {
    for (const notice of notices) {
      const untilMs = isFiring(notice) ? Infinity : nowMs - agoMs + RESOLVED_KEPT_MS;
      this.#kept.set(notice.alert.id, { notice, untilMs });
    }
  }

  dueAtMs(refreshMs: number): MonotonicMs {
    return this.#kept.size === 0 ? Infinity : this.#toldAtMs + refreshMs;
  }

  /** What is told now. The same set has the same ids. */
  take(now: Moment): AlertMessage[] {
    this.#toldAtMs = now.atMs;
    for (const [id, { untilMs }] of this.#kept) if (untilMs <= now.atMs) this.#kept.delete(id);
    const notices = firingFirst([...this.#kept.values()].map(({ notice }) => notice));
    const messages: AlertMessage[] = [];
    for (let from = 0; from < notices.length; from += MOST_AT_ONCE) {
      messages.push(this.#messageOf(notices.slice(from, from + MOST_AT_ONCE), now));
    }
    return messages;
  }

  #messageOf(notices: readonly AlertNotice[], now: Moment): AlertMessage {
    const told = notices.map(({ alert }) => `${alert.id} ${alert.state}`);
    return {
      id: derivedId('refresh', this.#channelId, ...told),
      reason: 'reminder',
      createdAt: now.at,
      groupKey: `refresh ${this.#channelId}`,
      notices,
    };
  }
}
