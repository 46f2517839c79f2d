import type { AlertMessage, AlertNotice } from '../notification.ts';
import { FadingMap } from './fading-map.ts';

/** chosen: alerts that are over times receivers; what comes late is about the latest. */
const MOST_REMEMBERED = 20_000;

/** Who has heard, or will hear, of which alert: by itself, or by a copy that went to a second channel. */
export class Audience {
  /** Told by the routes that an alert fires; true once it has, or may have, arrived. */
  readonly #addressed = new FadingMap<boolean>(MOST_REMEMBERED);
  /** Second channels that were told in place of a channel, and whether they have heard of the end already. */
  readonly #copiedTo = new FadingMap<Map<string, boolean>>(MOST_REMEMBERED);
  /** In place of whom a second channel was told. */
  readonly #copiedFrom = new FadingMap<string>(MOST_REMEMBERED);

  address(channelId: string, { notices, reason }: AlertMessage): void {
    if (reason === 'failover') return;
    for (const { alert } of notices.filter(isFiring)) {
      const key = keyOf(channelId, alert.id);
      if (!this.#addressed.has(key)) this.#addressed.set(key, false);
    }
  }

  tell(channelId: string, { notices }: AlertMessage): void {
    for (const { alert } of notices.filter(isFiring)) this.#addressed.set(keyOf(channelId, alert.id), true);
  }

  wasTold(channelId: string, alertId: string): boolean {
    return this.#addressed.get(keyOf(channelId, alertId)) ?? false;
  }

  copy(fromChannelId: string, toChannelId: string, { notices }: AlertMessage): void {
    for (const notice of notices) {
      const { id } = notice.alert;
      const copies = this.#copiedTo.get(keyOf(fromChannelId, id)) ?? new Map<string, boolean>();
      copies.set(toChannelId, (copies.get(toChannelId) ?? false) || !isFiring(notice));
      this.#copiedTo.set(keyOf(fromChannelId, id), copies);
      this.#copiedFrom.set(keyOf(toChannelId, id), fromChannelId);
    }
  }

  /** Whether a second channel hears of all of a message anyway, or did in place of another one. */
  hears(channelId: string, { notices }: AlertMessage, besidesFrom: string): boolean {
    return notices.every((notice) => {
      const key = keyOf(channelId, notice.alert.id);
      const from = this.#copiedFrom.get(key);
      if (from === undefined) return this.#addressed.has(key);
      // What goes on is told again in place of the same channel; what is over is told once.
      return from !== besidesFrom || !isFiring(notice);
    });
  }

  /** What second channels must hear of the end of what they were told of, each its own. */
  copiesOf(channelId: string, { notices }: AlertMessage): Map<string, AlertNotice[]> {
    const byChannel = new Map<string, AlertNotice[]>();
    for (const notice of notices) {
      if (isFiring(notice)) continue;
      for (const [to, isOver] of this.#copiedTo.get(keyOf(channelId, notice.alert.id)) ?? []) {
        if (!isOver) byChannel.set(to, [...(byChannel.get(to) ?? []), notice]);
      }
    }
    return byChannel;
  }

  /** A receiver has heard of an end, or never will. */
  end(channelId: string, { notices }: AlertMessage): void {
    for (const { alert } of notices.filter((notice) => !isFiring(notice))) {
      const key = keyOf(channelId, alert.id);
      for (const map of [this.#addressed, this.#copiedTo, this.#copiedFrom]) map.end(key);
    }
  }
}

export function isFiring({ alert }: AlertNotice): boolean {
  return alert.state !== 'resolved';
}

function keyOf(channelId: string, alertId: string): string {
  return `${channelId}\n${alertId}`;
}
