import { createHash } from 'node:crypto';
import type { SendMailOptions, Transporter } from 'nodemailer';
import type { EmailChannelSettings } from '../../settings/channels/email.schema.ts';
import type { LinkMaker } from '../message/alert-links.ts';
import { alertText, type Mood } from '../message/alert-text.ts';
import { clipped, onOneLine } from '../message/clipped.ts';
import { type Detail, fitted } from '../message/detail.ts';
import { HTML, PLAIN } from '../message/markup.ts';
import { ownWords } from '../message/own-words.ts';
import { paragraphs, plainText } from '../message/plain-text.ts';
import type { AlertMessage } from '../notification.ts';
import { AlertChannel, type SendOutcome } from './alert-channel.ts';
import type { ChannelWorld } from './channel-world.ts';
import { mailHtml } from './email/mail-body.ts';
import { type MailError, mailFailure, partlyRejected } from './email/mail-outcome.ts';
import { mailServer } from './email/mail-server.ts';
import { SecretWords } from './secret-words.ts';

/** chosen: a mail of this length is read; RFC 5322 has no limit. */
const MAX_TEXT = 60_000;
/** chosen: what phones show of a subject, and a bit more. */
const MAX_SUBJECT = 200;

const PRIORITIES: Readonly<Record<Mood, 'high' | 'normal'>> = {
  critical: 'high',
  warning: 'normal',
  info: 'normal',
  resolved: 'normal',
};

interface Content {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly priority: 'high' | 'normal';
}

/** A mail server, one connection a message. */
export class EmailChannel extends AlertChannel {
  readonly id: string;
  readonly kind = 'email';
  readonly #settings: EmailChannelSettings;
  readonly #links: LinkMaker;
  readonly #secrets: SecretWords;
  #transport: Promise<Transporter> | null = null;

  constructor(settings: EmailChannelSettings, { links }: ChannelWorld) {
    super();
    this.id = settings.id;
    this.#settings = settings;
    this.#links = links;
    this.#secrets = new SecretWords([settings.smtpUrl, settings.password]);
  }

  async send(message: AlertMessage, signal: AbortSignal): Promise<SendOutcome> {
    const quote = (text: string) => this.#secrets.quote(text);
    try {
      this.#transport ??= createTransport(this.#settings);
      const transport = await this.#transport;
      const sent = (await transport.sendMail({ ...this.#mail(message), signal })) as SentMail;
      const { rejected, rejectedErrors = [] } = sent;
      if (rejected.length === 0) return { kind: 'delivered' };
      return partlyRejected(rejectedErrors, this.#settings.to.length, quote);
    } catch (error) {
      return mailFailure(error as MailError, quote);
    }
  }

  #mail(message: AlertMessage): SendMailOptions {
    const { from, to } = this.#settings;
    const domain = /@([^\s<>@]+?)>?$/.exec(from ?? '')?.[1] ?? 'bellwether.invalid';
    // never a mail's own id: what a thread hangs on must be the same whichever mail comes first
    const thread = `<group.${digest(message.groupKey)}@${domain}>`;
    return {
      from: from ?? '',
      to: [...to],
      ...this.#content(message),
      messageId: `<${message.id}@${domain}>`,
      references: [thread],
      inReplyTo: thread,
      // RFC 3834: nobody's out-of-office answers it
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
      date: new Date(message.createdAt),
      disableFileAccess: true,
      disableUrlAccess: true,
    };
  }

  #content(message: AlertMessage): Content {
    return fitted(
      (detail) => this.#contentAt(message, detail),
      ({ text, html }) => text.length + html.length <= MAX_TEXT,
    );
  }

  #contentAt(message: AlertMessage, detail: Detail): Content {
    const text = alertText(message, this.#links, detail);
    const told = { message, links: this.#links, detail };
    const plain = ownWords(this.#settings, told, PLAIN);
    const html = ownWords(this.#settings, told, HTML);
    const headline = plain.title ?? text.headline;
    const links = text.links.map(({ label, url }) => `${label}: ${url}`).join('\n');
    return {
      subject: clipped(onOneLine(headline), MAX_SUBJECT),
      text:
        plain.text === null
          ? plainText({ ...text, headline })
          : paragraphs(headline, plain.text, links, text.footer),
      html: mailHtml({ ...text, headline }, html.text),
      priority: PRIORITIES[text.mood],
    };
  }
}

interface SentMail {
  readonly rejected: readonly unknown[];
  readonly rejectedErrors?: readonly MailError[];
}

/** Loaded once mail is sent: few do. */
async function createTransport(settings: EmailChannelSettings): Promise<Transporter> {
  const { createTransport: create } = await import('nodemailer');
  return create({ ...mailServer(settings), socketCloseTimeout: 0 });
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
