import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { Clock, EpochMs } from '../../clock/clock.ts';
import type { WebhookChannelSettings } from '../../settings/channels/webhook.schema.ts';
import type { Secret } from '../../settings/secret.ts';
import type { LinkMaker } from '../message/alert-links.ts';
import { bytesOf, clipped } from '../message/clipped.ts';
import { type Detail, fitted } from '../message/detail.ts';
import { PLAIN } from '../message/markup.ts';
import { ownWords } from '../message/own-words.ts';
import { webhookBody } from '../message/webhook-body.ts';
import type { AlertMessage } from '../notification.ts';
import { AlertChannel, type SendOutcome } from './alert-channel.ts';
import { authorizationOf, confidentialValues } from './authorization.ts';
import type { ChannelWorld } from './channel-world.ts';
import { Receiver } from './receiver.ts';
import { SecretWords } from './secret-words.ts';

/** Standard Webhooks 1.0.0: payloads stay below 20 kB. */
const MAX_BYTES = 19_999;

/** Posts JSON, signed as Standard Webhooks has it. */
export class WebhookChannel extends AlertChannel {
  readonly id: string;
  readonly kind = 'webhook';
  readonly #settings: WebhookChannelSettings;
  readonly #receiver: Receiver;
  readonly #clock: Clock;
  readonly #links: LinkMaker;

  constructor(settings: WebhookChannelSettings, { http, clock, links }: ChannelWorld) {
    super();
    this.id = settings.id;
    this.#settings = settings;
    this.#clock = clock;
    this.#links = links;
    this.#receiver = new Receiver(http, clock, new SecretWords(secretsOf(settings)));
  }

  async send(message: AlertMessage, signal: AbortSignal): Promise<SendOutcome> {
    const url = this.#settings.url?.reveal() ?? '';
    const body = fitted(
      (detail) => this.#body(message, detail),
      (text) => bytesOf(text) <= MAX_BYTES,
    );
    const { outcome } = await this.#receiver.post(
      { url, body, headers: this.#headers(message, body) },
      signal,
    );
    return outcome;
  }

  #body(message: AlertMessage, detail: Detail): string {
    const body = webhookBody(message, this.#links, detail);
    const own = ownWords(this.#settings, { message, links: this.#links, detail }, PLAIN);
    const title = clipped(own.title ?? body.data.title, detail.headlineLength);
    const summary = clipped(own.text ?? body.data.summary, detail.summaryLength);
    return JSON.stringify({ ...body, data: { ...body.data, title, summary } });
  }

  /** The settings' own headers win, save those that say who sent what. */
  #headers(message: AlertMessage, body: string): Record<string, string> {
    const { headers, secret, previousSecrets, hmacHeader } = this.#settings;
    const at = this.#clock.now();
    const own = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
    return {
      ...authorizationOf(this.#settings),
      ...Object.fromEntries(own),
      'webhook-id': message.id,
      'webhook-timestamp': String(Math.floor(at / 1000)),
      ...(secret !== null && {
        'webhook-signature': [secret, ...previousSecrets]
          .map((each) => signature(each, { id: message.id, at, body }))
          .join(' '),
      }),
      ...(secret !== null && hmacHeader !== null && { [hmacHeader.toLowerCase()]: hmac(secret, body) }),
    };
  }
}

/** What the specification calls the signed content, before it is joined. */
export interface Signed {
  readonly id: string;
  readonly at: EpochMs;
  readonly body: string;
}

/** `v1,` and base64. A secret that begins with whsec_ is base64, any other one is taken by its bytes. */
export function signature(secret: Secret, { id, at, body }: Signed): string {
  const value = secret.reveal();
  const webhook = value.startsWith('whsec_')
    ? new Webhook(value)
    : new Webhook(new TextEncoder().encode(value), { format: 'raw' });
  return webhook.sign(id, new Date(at), body);
}

/** As GitHub sends it in X-Hub-Signature-256. */
function hmac(secret: Secret, body: string): string {
  return `sha256=${createHmac('sha256', secret.reveal()).update(body).digest('hex')}`;
}

function secretsOf(settings: WebhookChannelSettings): (Secret | string | null)[] {
  const { url, secret, previousSecrets, headers } = settings;
  return [url, secret, ...previousSecrets, ...Object.values(headers), ...confidentialValues(settings)];
}
