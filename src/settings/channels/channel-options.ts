import { z } from 'zod';
import { type ChannelDelivery, delivery } from '../channel-delivery.ts';
import { brokenTemplateRule } from '../message-template.ts';
import { boolean, httpUrl, listOf, optionalHttpUrl, secret, text } from '../scalars.schema.ts';
import { Secret } from '../secret.ts';

/** Options that several kinds of channels have. */

/** What every channel's settings have, whatever its kind. */
export interface ChannelIdentity extends ChannelDelivery {
  /** As the settings name it. */
  readonly id: string;
  /** False also while what it needs to reach anybody (a URL, a key) is empty. */
  readonly enabled: boolean;
}

/** Keys of every channel. */
export const common = { enabled: boolean().describe('Default true.').default(true), ...delivery };

function template(what: string) {
  return text()
    .superRefine((value, context) => {
      const rule = brokenTemplateRule(value);
      if (rule !== null) context.addIssue({ code: 'custom', message: rule });
    })
    .nullish()
    .transform((value) => value ?? null)
    .describe(`${what} {{ field }} stands for a value of the alert; docs/channels.md lists them.`);
}

/** A user's own words in place of ours. */
export const wording = {
  title: template('First line of a message. Default: our own.'),
  text: template('Everything below the title. Default: our own.'),
};

/** Words of a channel; null where ours are meant. */
export interface Wording {
  readonly title: string | null;
  readonly text: string | null;
}

/** A URL that lets anybody in who knows it; empty, as an unset variable leaves it, means none. */
export function secretUrl() {
  return optionalHttpUrl().transform((url) => (url === null ? null : new Secret(url)));
}

/** The address of somebody's API, where a vendor has more than one. */
export function apiUrl(usual: string) {
  return httpUrl()
    .default(usual)
    .transform((url) => url.replace(/\/+$/, ''));
}

export function optionalText() {
  return text()
    .nullish()
    .transform((value) => value ?? null);
}

/** User and password, of which a receiver behind a proxy may ask; an empty password means none. */
export const basicAuth = {
  username: optionalText().describe('User of HTTP basic authentication.'),
  password: secret().describe('Its password; needed when username is set.'),
};

export interface BasicAuth {
  readonly username: string | null;
  readonly password: Secret | null;
}

/** Says that both come together, or neither. */
export function basicAuthIsWhole({ username, password }: BasicAuth, context: z.RefinementCtx): void {
  if (username !== null && password === null) {
    context.addIssue({ code: 'custom', path: ['password'], message: 'is needed together with username' });
  }
  if (username === null && password !== null) {
    context.addIssue({ code: 'custom', path: ['username'], message: 'is needed together with password' });
  }
}

/** Receivers know other words for severities; each may be given its own. */
export function severityMap<const T extends readonly [string, ...string[]]>(
  words: T,
  usual: { readonly info: T[number]; readonly warning: T[number]; readonly critical: T[number] },
) {
  const word = (value: T[number]) =>
    z
      .enum(words, { error: `must be one of ${words.join(', ')}` })
      .describe(`Default ${value}.`)
      .default(value as never);
  return z
    .strictObject(
      { info: word(usual.info), warning: word(usual.warning), critical: word(usual.critical) },
      { error: (issue) => (issue.code === 'unrecognized_keys' ? undefined : 'must be a mapping') },
    )
    .prefault({});
}

/** One text may stand for a list of one; empty texts, as unset variables leave them, are none. */
export function oneOrMoreTexts<T extends z.ZodType<unknown, string>>(item: T) {
  return z.preprocess(
    (value) => (Array.isArray(value) ? value : [value]).filter((text) => text !== '' && text !== null),
    listOf(item),
  );
}
