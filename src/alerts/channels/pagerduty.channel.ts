import type { PagerDutyChannelSettings } from '../../settings/channels/pagerduty.schema.ts';
import type { LinkMaker } from '../message/alert-links.ts';
import { alertText } from '../message/alert-text.ts';
import { bytesOf, clipped } from '../message/clipped.ts';
import { type Detail, fitted } from '../message/detail.ts';
import { isOver } from '../message/headline.ts';
import { PLAIN } from '../message/markup.ts';
import { ownWords } from '../message/own-words.ts';
import { webhookBody } from '../message/webhook-body.ts';
import type { AlertMessage, AlertNotice } from '../notification.ts';
import { AlertChannel, type SendOutcome } from './alert-channel.ts';
import type { ChannelWorld } from './channel-world.ts';
import { incidentKey } from './incident-key.ts';
import { type Parcel, Parcels } from './parcels.ts';
import { Receiver } from './receiver.ts';
import { SecretWords } from './secret-words.ts';

/** PagerDuty/developer-docs, Events API v2: a request has at most 512 KB, a summary 1024 characters. */
const MAX_BYTES = 512_000;
const MAX_SUMMARY = 1024;

type Action = 'trigger' | 'acknowledge' | 'resolve';

/** A service of PagerDuty: one event for each alert, told apart by a key of our own. */
export class PagerDutyChannel extends AlertChannel {
  readonly id: string;
  readonly kind = 'pagerduty';
  readonly #settings: PagerDutyChannelSettings;
  readonly #receiver: Receiver;
  readonly #links: LinkMaker;
  readonly #parcels = new Parcels();

  constructor(settings: PagerDutyChannelSettings, { http, clock, links }: ChannelWorld) {
    super();
    this.id = settings.id;
    this.#settings = settings;
    this.#links = links;
    this.#receiver = new Receiver(http, clock, new SecretWords([settings.routingKey]));
  }

  send(message: AlertMessage, signal: AbortSignal): Promise<SendOutcome> {
    return this.#parcels.send(
      message.id,
      message.notices.map((notice) => this.#parcel(notice, message, signal)),
    );
  }

  #parcel(notice: AlertNotice, message: AlertMessage, signal: AbortSignal): Parcel {
    const url = `${this.#settings.url}/v2/enqueue`;
    const single = { ...message, notices: [notice] };
    return {
      key: notice.alert.id,
      send: async () => {
        let outcome: SendOutcome = { kind: 'delivered' };
        for (const action of actionsOf(notice, message)) {
          const body = this.#body(action, single);
          ({ outcome } = await this.#receiver.post({ url, body }, signal));
          if (outcome.kind !== 'delivered') return outcome;
        }
        return outcome;
      },
    };
  }

  #body(action: Action, message: AlertMessage): string {
    const { routingKey } = this.#settings;
    const { alert } = message.notices[0]!;
    const event = {
      routing_key: routingKey?.reveal() ?? '',
      event_action: action,
      dedup_key: incidentKey(alert.fingerprint),
    };
    if (action !== 'trigger') return JSON.stringify(event);
    return fitted(
      (detail) => JSON.stringify({ ...event, ...this.#details(message, detail) }),
      (text) => bytesOf(text) <= MAX_BYTES,
    );
  }

  #details(message: AlertMessage, detail: Detail): object {
    const { alert, targetName } = message.notices[0]!;
    const { page } = this.#links.linksOf(alert.id);
    const text = alertText(message, this.#links, detail);
    const own = ownWords(this.#settings, { message, links: this.#links, detail }, PLAIN);
    const summary = text.summary === '' ? text.headline : `${text.headline}: ${text.summary}`;
    return {
      client: 'Bellwether',
      client_url: page,
      links: text.links.map(({ label, url }) => ({ href: url, text: label })),
      payload: {
        summary: clipped(own.title ?? summary, MAX_SUMMARY),
        source: alert.targetId ?? 'bellwether',
        severity: this.#severityOf(message),
        timestamp: new Date(alert.since).toISOString(),
        component: targetName ?? alert.targetId,
        group: alert.targetId?.split('/', 1)[0] ?? 'bellwether',
        class: alert.rule,
        custom_details: {
          ...webhookBody(message, this.#links, detail).data,
          ...(own.text !== null && { text: own.text }),
        },
      },
    };
  }

  /** Nobody is to be woken by what is over, or by a test. */
  #severityOf({ notices, reason }: AlertMessage): string {
    const notice = notices[0]!;
    const wakes = !isOver(notice) && reason !== 'test';
    return this.#settings.severities[wakes ? notice.alert.severity : 'info'];
  }
}

/**
 * A resolve for a key that was never triggered is dropped, so what was over before it was told, and a test, are
 * triggered first: they are on record, and open no longer.
 */
function actionsOf(notice: AlertNotice, { reason }: AlertMessage): readonly Action[] {
  if (reason === 'test' || reason === 'fired_and_resolved') return ['trigger', 'resolve'];
  if (isOver(notice)) return ['resolve'];
  return reason === 'acknowledged' ? ['acknowledge'] : ['trigger'];
}
