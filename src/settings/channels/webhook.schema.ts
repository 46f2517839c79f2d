import { z } from 'zod';
import { headers, listOf, secret, section } from '../scalars.schema.ts';
import { Secret } from '../secret.ts';
import {
  type BasicAuth,
  basicAuth,
  basicAuthIsWhole,
  type ChannelIdentity,
  common,
  optionalText,
  secretUrl,
  type Wording,
  wording,
} from './channel-options.ts';

/** Posts JSON in the form of Standard Webhooks. */
export interface WebhookChannelSettings extends ChannelIdentity, Wording, BasicAuth {
  readonly kind: 'webhook';
  readonly url: Secret | null;
  /** Signs the body; null sends it unsigned. */
  readonly secret: Secret | null;
  /** Sign beside it while receivers change over. */
  readonly previousSecrets: readonly Secret[];
  /** Header for a plain HMAC beside the signature; null sends none. */
  readonly hmacHeader: string | null;
  readonly bearerToken: Secret | null;
  readonly headers: Readonly<Record<string, string>>;
}

const KEY_PREFIX = 'whsec_';

/** The specification's own form holds base64; whatever does not begin so is taken as it stands. */
function isKey(value: string): boolean {
  if (!value.startsWith(KEY_PREFIX)) return true;
  const base64 = value.slice(KEY_PREFIX.length);
  return /^[A-Za-z0-9+/]+={0,2}$/.test(base64) && base64.length % 4 === 0;
}

const KEY_RULE = { error: 'must be whsec_ followed by base64, or a text that does not begin with whsec_' };

const previousSecret = z
  .string({ error: 'must be a text' })
  .trim()
  .min(1, { error: 'must be a text that is not empty' })
  .refine(isKey, KEY_RULE)
  .transform((value) => new Secret(value));

const headerName = optionalText().refine(
  (value) => value === null || /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(value),
  { error: 'must be the name of a header' },
);

export const webhookChannel = section({
  kind: z.literal('webhook'),
  ...common,
  url: secretUrl().describe('Where alerts are posted; empty switches the channel off.'),
  secret: secret()
    .refine((value) => value === null || isKey(value.reveal()), KEY_RULE)
    .describe('Signs the body (Standard Webhooks): whsec_ and base64, or any text.'),
  previous_secrets: listOf(previousSecret)
    .describe('Sign beside it, so that receivers can change over one by one. Default none.')
    .default([]),
  hmac_header: headerName.describe(
    'Header that carries sha256= and the HMAC of the body by secret, as GitHub sends it. Default none.',
  ),
  bearer_token: secret().describe('Sent as Authorization: Bearer.'),
  ...basicAuth,
  headers: headers().describe('Sent with every message.').default({}),
  ...wording,
})
  .superRefine((raw, context) => {
    // what is switched off may lack what comes from the environment
    if (raw.url === null) return;
    basicAuthIsWhole(raw, context);
    if (raw.hmac_header !== null && raw.secret === null) {
      context.addIssue({ code: 'custom', path: ['secret'], message: 'is needed for hmac_header' });
    }
    if (raw.bearer_token !== null && raw.username !== null) {
      const message = 'must not come together with bearer_token';
      context.addIssue({ code: 'custom', path: ['username'], message });
    }
  })
  .transform(({ previous_secrets, hmac_header, bearer_token, ...raw }) => ({
    ...raw,
    enabled: raw.enabled && raw.url !== null,
    previousSecrets: previous_secrets,
    hmacHeader: hmac_header,
    bearerToken: bearer_token,
  }));
