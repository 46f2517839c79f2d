import type { SlackChannelSettings } from '../../settings/channels/slack.schema.ts';
import type { LinkMaker } from '../message/alert-links.ts';
import { alertText, type AlertText, type Fact } from '../message/alert-text.ts';
import { bytesOf, clipped } from '../message/clipped.ts';
import { type Detail, fitted } from '../message/detail.ts';
import { SLACK } from '../message/markup.ts';
import { ownWords, type OwnWords } from '../message/own-words.ts';
import { evidenceOf, linesOf } from '../message/plain-text.ts';
import type { AlertMessage } from '../notification.ts';
import { AlertChannel, type SendOutcome } from './alert-channel.ts';
import type { ChannelWorld } from './channel-world.ts';
import { MOOD_COLOURS } from './mood-colours.ts';
import { Receiver } from './receiver.ts';
import { SecretWords } from './secret-words.ts';

/** https://docs.slack.dev/reference/block-kit/blocks/section-block */
const MAX_SECTION = 3000;
const MAX_FIELD = 2000;
/** `msg_blocks_too_long` begins somewhere above 13 kB (slackapi/bolt-js#2509). */
const MAX_BYTES = 12_000;
const MAX_HEADLINE = 600;

/** What Slack says of a message or a webhook that will never do; anything else may pass. */
const FINAL = new Set([
  'invalid_payload',
  'no_text',
  'invalid_token',
  'user_not_found',
  'channel_not_found',
  'channel_is_archived',
  'action_prohibited',
  'posting_to_general_channel_denied',
  'too_many_attachments',
  'no_service',
  'no_active_hooks',
  'no_team',
  'team_disabled',
]);

type Block = Readonly<Record<string, unknown>>;

/** An incoming webhook of Slack. */
export class SlackChannel extends AlertChannel {
  readonly id: string;
  readonly kind = 'slack';
  readonly #settings: SlackChannelSettings;
  readonly #receiver: Receiver;
  readonly #links: LinkMaker;

  constructor(settings: SlackChannelSettings, { http, clock, links }: ChannelWorld) {
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
    if (outcome.kind !== 'delivered' || text.trim() === 'ok') return outcome;
    return this.#notOk(text.trim());
  }

  /** A 200 that says anything else is none. */
  #notOk(said: string): SendOutcome {
    const quoted = this.#receiver.quote(said) || 'a page, or nothing';
    const error = `the receiver answers 200, and "${quoted}" instead of "ok"`;
    return { kind: FINAL.has(said) ? 'refused' : 'retry', error, retryAfterMs: null };
  }

  #body(message: AlertMessage, detail: Detail): string {
    const text = alertText(message, this.#links, detail);
    const own = ownWords(this.#settings, { message, links: this.#links, detail }, SLACK);
    const { channel, username, iconEmoji } = this.#settings;
    return JSON.stringify({
      text: clipped(SLACK.bold(own.title ?? text.headline), MAX_HEADLINE),
      attachments: [{ color: MOOD_COLOURS[text.mood], blocks: blocksOf(text, own) }],
      unfurl_links: false,
      ...(channel !== null && { channel }),
      ...(username !== null && { username }),
      ...(iconEmoji !== null && { icon_emoji: iconEmoji }),
    });
  }
}

function blocksOf(text: AlertText, own: OwnWords): Block[] {
  const content =
    own.text === null
      ? [
          ...section(SLACK.escape(text.summary)),
          { type: 'section', fields: text.facts.map(field) },
          ...sections(linesOf(text.alerts, SLACK)),
          ...sections(evidenceOf(text, SLACK)),
        ]
      : section(own.text);
  return [...content, buttons(text), { type: 'context', elements: [mrkdwn(SLACK.escape(text.footer))] }];
}

function section(text: string): Block[] {
  return text === '' ? [] : [{ type: 'section', text: mrkdwn(clipped(text, MAX_SECTION)) }];
}

/** Whole lines, in as many sections as they need: the last one says how many alerts were left out. */
function sections(text: string): Block[] {
  const parts: string[] = [];
  for (const line of text.split('\n')) {
    const joined = `${parts.at(-1) ?? ''}\n${line}`;
    if (parts.length > 0 && joined.length <= MAX_SECTION) parts.splice(-1, 1, joined);
    else parts.push(line);
  }
  return parts.flatMap(section);
}

function mrkdwn(text: string): Block {
  return { type: 'mrkdwn', text };
}

/** Times are shown in the reader's own, https://docs.slack.dev/messaging/formatting-message-text#date-formatting */
function field({ label, value, at }: Fact): Block {
  const shown =
    at === null
      ? SLACK.escape(value)
      : `<!date^${Math.floor(at / 1000)}^{date_short_pretty} {time_secs}|${SLACK.escape(value)}>`;
  return mrkdwn(clipped(`${SLACK.bold(label)}\n${shown}`, MAX_FIELD));
}

function buttons({ links }: AlertText): Block {
  return {
    type: 'actions',
    elements: links.map(({ label, url }) => ({
      type: 'button',
      text: { type: 'plain_text', text: label },
      url,
    })),
  };
}
