import type { DiscordChannelSettings } from '../../settings/channels/discord.schema.ts';
import type { LinkMaker } from '../message/alert-links.ts';
import { alertText, type AlertText, type Fact } from '../message/alert-text.ts';
import { clipped } from '../message/clipped.ts';
import { type Detail, fitted } from '../message/detail.ts';
import { MARKDOWN } from '../message/markup.ts';
import { ownWords } from '../message/own-words.ts';
import { evidenceOf, linesOf, paragraphs } from '../message/plain-text.ts';
import type { AlertMessage } from '../notification.ts';
import { AlertChannel, type SendOutcome } from './alert-channel.ts';
import type { ChannelWorld } from './channel-world.ts';
import { MOOD_COLOURS } from './mood-colours.ts';
import { Receiver } from './receiver.ts';
import { SecretWords } from './secret-words.ts';

/** https://discord.com/developers/docs/resources/message#embed-object-embed-limits */
const MAX_TITLE = 256;
const MAX_DESCRIPTION = 4096;
const MAX_FIELD = 1024;
const MAX_FOOTER = 2048;
const MAX_EMBED = 6000;

interface Embed {
  readonly title: string;
  readonly url: string;
  readonly color: number;
  readonly description: string;
  readonly fields: readonly { readonly name: string; readonly value: string; readonly inline: boolean }[];
  readonly footer: { readonly text: string };
}

/** A webhook of a Discord channel. */
export class DiscordChannel extends AlertChannel {
  readonly id: string;
  readonly kind = 'discord';
  readonly #settings: DiscordChannelSettings;
  readonly #receiver: Receiver;
  readonly #links: LinkMaker;

  constructor(settings: DiscordChannelSettings, { http, clock, links }: ChannelWorld) {
    super();
    this.id = settings.id;
    this.#settings = settings;
    this.#links = links;
    this.#receiver = new Receiver(http, clock, new SecretWords([settings.url]));
  }

  async send(message: AlertMessage, signal: AbortSignal): Promise<SendOutcome> {
    const url = this.#settings.url?.reveal() ?? '';
    const { username } = this.#settings;
    const embed = withinLimits(fitted((detail) => this.#embed(message, detail), fits));
    // nothing that an alert quotes shall call people
    const allowed = { allowed_mentions: { parse: [] } };
    const body = JSON.stringify({ ...(username !== null && { username }), ...allowed, embeds: [embed] });
    const { outcome, text } = await this.#receiver.post({ url, body }, signal);
    if (outcome.kind !== 'retry') return outcome;
    return { ...outcome, retryAfterMs: saidInBody(text) ?? outcome.retryAfterMs };
  }

  #embed(message: AlertMessage, detail: Detail): Embed {
    const text = alertText(message, this.#links, detail);
    const own = ownWords(this.#settings, { message, links: this.#links, detail }, MARKDOWN);
    const links = text.links.map(({ label, url }) => `[${label}](${MARKDOWN.address(url)})`).join(' · ');
    return {
      title: MARKDOWN.escape(own.title ?? text.headline),
      url: text.links[0]!.url,
      color: Number.parseInt(MOOD_COLOURS[text.mood].slice(1), 16),
      description: paragraphs(own.text ?? contentOf(text), links),
      fields: own.text === null ? text.facts.map(field) : [],
      footer: { text: text.footer },
    };
  }
}

function contentOf(text: AlertText): string {
  return paragraphs(
    MARKDOWN.escape(text.summary),
    linesOf(text.alerts, MARKDOWN),
    evidenceOf(text, MARKDOWN),
  );
}

/** Times are shown in the reader's own. */
function field({ label, value, at }: Fact): Embed['fields'][number] {
  const shown = at === null ? MARKDOWN.escape(value) : `<t:${Math.floor(at / 1000)}:f>`;
  return { name: label, value: clipped(shown, MAX_FIELD), inline: true };
}

function fits(embed: Embed): boolean {
  return (
    embed.title.length <= MAX_TITLE &&
    embed.description.length <= MAX_DESCRIPTION &&
    lengthOf(embed) <= MAX_EMBED
  );
}

function lengthOf({ title, description, fields, footer }: Embed): number {
  const named = fields.reduce((sum, { name, value }) => sum + name.length + value.length, 0);
  return title.length + description.length + footer.text.length + named;
}

/** A user's own words may be longer than any detail. */
function withinLimits(embed: Embed): Embed {
  const footer = { text: clipped(embed.footer.text, MAX_FOOTER) };
  const title = clipped(embed.title, MAX_TITLE);
  const rest = MAX_EMBED - lengthOf({ ...embed, title, footer, description: '' });
  return {
    ...embed,
    title,
    footer,
    description: clipped(embed.description, Math.min(MAX_DESCRIPTION, rest)),
  };
}

/** Discord says in the body of a 429 how many seconds to wait; what its header says is rounded. */
function saidInBody(text: string): number | null {
  const seconds = /"retry_after"\s*:\s*(\d+(?:\.\d+)?)/.exec(text)?.[1];
  return seconds === undefined ? null : Math.ceil(Number(seconds) * 1000);
}
