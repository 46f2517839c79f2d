import type { Alert } from '../../src/alerts/alert.ts';
import type { AlertMessage } from '../../src/alerts/notification.ts';

/** One message as a receiver got it. */
export interface Arrival {
  readonly channelId: string;
  readonly message: AlertMessage;
}

/**
 * What every receiver may count on, whatever failed or was killed meanwhile: nothing of an alert after its end, one id
 * for one piece of news and one piece of news for one id, and an end for whoever has heard of a beginning.
 * @param ended ids of alerts that are over, all of whose messages have been delivered
 * @returns what does not hold
 */
export function brokenPromises(arrivals: readonly Arrival[], ended: ReadonlySet<string>): string[] {
  const listener = new Listener();
  for (const arrival of arrivals) listener.hear(arrival);
  return [...listener.broken, ...listener.unfinished(ended)];
}

class Listener {
  readonly broken: string[] = [];
  readonly #firstSaid = new Map<string, string>();
  readonly #isOver = new Map<string, boolean>();

  hear({ channelId, message }: Arrival): void {
    const states = message.notices.map(({ alert }) => [alert.id, alert.state]);
    const content = JSON.stringify([message.reason, states]);
    this.#expectSame(`${channelId} ${message.id}`, content, 'says two things');
    for (const { alert } of message.notices) {
      const who = `${channelId} ${alert.id}`;
      // What goes on is told again with every reminder.
      const isOnce = alert.state === 'resolved' || message.reason === 'first';
      if (isOnce) this.#expectSame(`${who} ${alert.state}`, message.id, 'is told under two ids');
      this.#hearOf(who, alert);
    }
  }

  unfinished(ended: ReadonlySet<string>): string[] {
    const open = [...this.#isOver].filter(([who, isOver]) => !isOver && ended.has(who.split(' ')[1] ?? ''));
    return open.map(([who]) => `${who} never hears of its end`);
  }

  #hearOf(who: string, { state }: Alert): void {
    const wasOver = this.#isOver.get(who) ?? false;
    if (wasOver && state !== 'resolved') this.broken.push(`${who} is told to fire after its end`);
    this.#isOver.set(who, wasOver || state === 'resolved');
  }

  #expectSame(key: string, value: string, otherwise: string): void {
    const first = this.#firstSaid.get(key) ?? value;
    if (first !== value) this.broken.push(`${key} ${otherwise}`);
    this.#firstSaid.set(key, first);
  }
}
