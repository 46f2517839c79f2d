import type { TeamsChannelSettings } from '../../settings/channels/teams.schema.ts';
import type { LinkMaker } from '../message/alert-links.ts';
import { alertText, type AlertText, type Mood } from '../message/alert-text.ts';
import { bytesOf, clipped } from '../message/clipped.ts';
import { type Detail, fitted } from '../message/detail.ts';
import { MARKDOWN } from '../message/markup.ts';
import { ownWords, type OwnWords } from '../message/own-words.ts';
import { evidenceOf, linesOf } from '../message/plain-text.ts';
import type { AlertMessage } from '../notification.ts';
import { AlertChannel, type SendOutcome } from './alert-channel.ts';
import type { ChannelWorld } from './channel-world.ts';
import { kindOfStatus } from './http/http-outcome.ts';
import { Receiver } from './receiver.ts';
import { SecretWords } from './secret-words.ts';

/** Teams takes 28 KB a message; the rest is for what a workflow wraps around the card. */
const MAX_BYTES = 26_000;
/** chosen: what is left of a user's own words where all of them are too much. */
const MAX_OWN_TEXT = 8_000;
const MAX_HEADLINE = 600;

const COLOURS: Readonly<Record<Mood, string>> = {
  critical: 'attention',
  warning: 'warning',
  info: 'accent',
  resolved: 'good',
};

type Element = Readonly<Record<string, unknown>>;

/** A workflow of Microsoft Teams that posts the card which it receives. */
export class TeamsChannel extends AlertChannel {
  readonly id: string;
  readonly kind = 'teams';
  readonly #settings: TeamsChannelSettings;
  readonly #receiver: Receiver;
  readonly #links: LinkMaker;

  constructor(settings: TeamsChannelSettings, { http, clock, links }: ChannelWorld) {
    super();
    this.id = settings.id;
    this.#settings = settings;
    this.#links = links;
    this.#receiver = new Receiver(http, clock, new SecretWords([settings.url]));
  }

  async send(message: AlertMessage, signal: AbortSignal): Promise<SendOutcome> {
    const url = this.#settings.url?.reveal() ?? '';
    const body = fitted(
      (detail) => this.#body(message, detail),
      (text) => bytesOf(text) <= MAX_BYTES,
    );
    const { outcome, text } = await this.#receiver.post({ url, body, needsText: true }, signal);
    return outcome.kind === 'delivered' ? (this.#failureWithin(text) ?? outcome) : outcome;
  }

  /** Connectors report what Teams itself answered inside of a 200. */
  #failureWithin(text: string): SendOutcome | null {
    if (!/\bfailed with error\b/i.test(text)) return null;
    const status = Number(/HTTP error (\d{3})/i.exec(text)?.[1] ?? 500);
    const kind = kindOfStatus(status);
    const error = `the receiver answers 200, and says: ${this.#receiver.quote(text)}`;
    return { kind: kind === 'delivered' ? 'retry' : kind, error, retryAfterMs: null };
  }

  #body(message: AlertMessage, detail: Detail): string {
    const text = alertText(message, this.#links, detail);
    const own = ownWords(this.#settings, { message, links: this.#links, detail }, MARKDOWN);
    const content = {
      $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
      type: 'AdaptiveCard',
      version: '1.4',
      msteams: { width: 'Full' },
      body: elementsOf(text, own),
      actions: text.links.map(({ label, url }) => ({ type: 'Action.OpenUrl', title: label, url })),
    };
    const card = { contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content };
    return JSON.stringify({ type: 'message', attachments: [card] });
  }
}

function elementsOf(text: AlertText, own: OwnWords): Element[] {
  const headline = clipped(MARKDOWN.escape(own.title ?? text.headline), MAX_HEADLINE);
  return [
    ...block(headline, { size: 'large', weight: 'bolder', color: COLOURS[text.mood] }),
    ...(own.text === null ? contentOf(text) : block(clipped(own.text, MAX_OWN_TEXT))),
    ...block(MARKDOWN.escape(text.footer), { isSubtle: true, size: 'small', spacing: 'medium' }),
  ];
}

function contentOf(text: AlertText): Element[] {
  const facts = text.facts.map(({ label, value }) => ({ title: label, value: MARKDOWN.escape(value) }));
  return [
    ...block(MARKDOWN.escape(text.summary)),
    { type: 'FactSet', facts },
    ...block(linesOf(text.alerts, MARKDOWN)),
    ...block(evidenceOf(text, MARKDOWN)),
  ];
}

function block(text: string, style: Element = {}): Element[] {
  return text === '' ? [] : [{ type: 'TextBlock', text, wrap: true, ...style }];
}
