import type { OpsgenieChannelSettings, OpsgenieResponder } from '../../settings/channels/opsgenie.schema.ts';
import type { LinkMaker } from '../message/alert-links.ts';
import { alertText } from '../message/alert-text.ts';
import { clipped } from '../message/clipped.ts';
import { fitted } from '../message/detail.ts';
import { isOver } from '../message/headline.ts';
import { PLAIN } from '../message/markup.ts';
import { ownWords } from '../message/own-words.ts';
import { plainText } from '../message/plain-text.ts';
import type { AlertMessage, AlertNotice } from '../notification.ts';
import { AlertChannel, type SendOutcome } from './alert-channel.ts';
import type { ChannelWorld } from './channel-world.ts';
import { incidentKey } from './incident-key.ts';
import { type Parcel, Parcels } from './parcels.ts';
import { type Letter, Receiver } from './receiver.ts';
import { SecretWords } from './secret-words.ts';

/** https://docs.opsgenie.com/docs/alert-api: longest message, description and entity, most and longest tags. */
const MAX_MESSAGE = 130;
const MAX_DESCRIPTION = 15_000;
const MAX_ENTITY = 512;
const MAX_TAGS = 20;
const MAX_TAG = 50;
const SOURCE = 'bellwether';

/** An API integration of Opsgenie: one alert there for each of ours, told apart by an alias of our own. */
export class OpsgenieChannel extends AlertChannel {
  readonly id: string;
  readonly kind = 'opsgenie';
  readonly #settings: OpsgenieChannelSettings;
  readonly #receiver: Receiver;
  readonly #links: LinkMaker;
  readonly #parcels = new Parcels();

  constructor(settings: OpsgenieChannelSettings, { http, clock, links }: ChannelWorld) {
    super();
    this.id = settings.id;
    this.#settings = settings;
    this.#links = links;
    this.#receiver = new Receiver(http, clock, new SecretWords([settings.apiKey]));
  }

  send(message: AlertMessage, signal: AbortSignal): Promise<SendOutcome> {
    return this.#parcels.send(
      message.id,
      message.notices.map((notice) => this.#parcel(notice, message, signal)),
    );
  }

  #parcel(notice: AlertNotice, message: AlertMessage, signal: AbortSignal): Parcel {
    const headers = { authorization: `GenieKey ${this.#settings.apiKey?.reveal() ?? ''}` };
    return {
      key: notice.alert.id,
      send: async () => {
        let outcome: SendOutcome = { kind: 'delivered' };
        for (const letter of this.#letters(notice, message)) {
          ({ outcome } = await this.#receiver.post({ ...letter, headers }, signal));
          if (outcome.kind !== 'delivered') return outcome;
        }
        return outcome;
      },
    };
  }

  /** Closing what does not exist does nothing, so what was over before it was told, and a test, are created first. */
  #letters(notice: AlertNotice, message: AlertMessage): Letter[] {
    const create = () => this.#creation({ ...message, notices: [notice] });
    if (message.reason === 'test' || message.reason === 'fired_and_resolved')
      return [create(), this.#change(notice, 'close')];
    if (isOver(notice)) return [this.#change(notice, 'close')];
    return [message.reason === 'acknowledged' ? this.#change(notice, 'acknowledge') : create()];
  }

  #change({ alert }: AlertNotice, verb: 'close' | 'acknowledge'): Letter {
    const alias = incidentKey(alert.fingerprint);
    const url = `${this.#settings.apiUrl}/v2/alerts/${alias}/${verb}?identifierType=alias`;
    const user = alert.acknowledged?.by;
    const isNamed = verb === 'acknowledge' && user !== undefined;
    return { url, body: JSON.stringify({ source: SOURCE, ...(isNamed && { user: clipped(user, 100) }) }) };
  }

  #creation(message: AlertMessage): Letter {
    const body = fitted(
      (detail) => {
        const text = alertText(message, this.#links, detail);
        const own = ownWords(this.#settings, { message, links: this.#links, detail }, PLAIN);
        return { title: own.title ?? text.headline, description: own.text ?? plainText(text) };
      },
      ({ description }) => description.length <= MAX_DESCRIPTION,
    );
    return {
      url: `${this.#settings.apiUrl}/v2/alerts`,
      body: JSON.stringify({
        ...this.#standing(message),
        message: clipped(body.title, MAX_MESSAGE),
        description: clipped(body.description, MAX_DESCRIPTION),
      }),
    };
  }

  #standing({ notices, reason }: AlertMessage): object {
    const { alert } = notices[0]!;
    const { priorities, responders, tags } = this.#settings;
    const { page } = this.#links.linksOf(alert.id);
    const wakes = alert.state !== 'resolved' && reason !== 'test';
    return {
      alias: incidentKey(alert.fingerprint),
      source: SOURCE,
      priority: priorities[wakes ? alert.severity : 'info'],
      entity: clipped(alert.targetId ?? SOURCE, MAX_ENTITY),
      tags: [...tags, ...alert.tags].slice(0, MAX_TAGS).map((tag) => clipped(tag, MAX_TAG)),
      details: {
        rule: alert.rule,
        severity: alert.severity,
        blame: alert.blame ?? '',
        alert_id: alert.id,
        page,
      },
      ...(responders.length > 0 && { responders: responders.map(responderBody) }),
    };
  }
}

function responderBody({ type, id, name, username }: OpsgenieResponder): object {
  return {
    type,
    ...(id !== null && { id }),
    ...(name !== null && { name }),
    ...(username !== null && { username }),
  };
}
