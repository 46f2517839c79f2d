import { z } from 'zod';
import { boolean, oneOf, secret, section, wholeNumber } from '../scalars.schema.ts';
import { Secret } from '../secret.ts';
import {
  type ChannelIdentity,
  common,
  oneOrMoreTexts,
  optionalText,
  type Wording,
  wording,
} from './channel-options.ts';

/** How a connection to a mail server is made private. */
export type MailEncryption = 'auto' | 'tls' | 'starttls' | 'none';

/** A mail server. */
export interface EmailChannelSettings extends ChannelIdentity, Wording {
  readonly kind: 'email';
  /** Stands for host, port, username and password. */
  readonly smtpUrl: Secret | null;
  readonly host: string | null;
  /** Null takes 465 for `tls`, else 587. */
  readonly port: number | null;
  readonly username: string | null;
  readonly password: Secret | null;
  readonly encryption: MailEncryption;
  readonly verifyCertificate: boolean;
  readonly from: string | null;
  readonly to: readonly string[];
}

const ADDRESS_RULE = { error: 'must be an address, as ops@example.com or Ops <ops@example.com>' };
const ADDRESS = /^(?:[^<>\r\n\0]*<[^\s<>@,;]+@[^\s<>@,;]+>|[^\s<>@,;]+@[^\s<>@,;]+)$/;

function address() {
  return z.string(ADDRESS_RULE).regex(ADDRESS, ADDRESS_RULE);
}

function smtpUrl() {
  const error = 'must be smtp://… or smtps://…, or empty';
  const isSmtp = (value: string) => /^smtps?:$/.test(URL.parse(value)?.protocol ?? '');
  return z
    .string({ error })
    .refine((value) => value === '' || (isSmtp(value) && URL.parse(value)?.host !== ''), { error })
    .nullish()
    .transform((value) => (value ? new Secret(value) : null));
}

export const emailChannel = section({
  kind: z.literal('email'),
  ...common,
  smtp_url: smtpUrl().describe(
    'smtp://user:password@host:587 or smtps://…:465; empty as host switches the channel off.',
  ),
  host: z
    .string({ error: 'must be a text' })
    .nullish()
    .transform((value) => value || null)
    .describe('Mail server, instead of smtp_url; empty as smtp_url switches the channel off.'),
  port: wholeNumber(1, 65_535)
    .nullish()
    .transform((value) => value ?? null)
    .describe('Default 465 where encryption is tls, else 587.'),
  username: optionalText().describe('Default: nobody logs in.'),
  password: secret(),
  encryption: oneOf(['auto', 'tls', 'starttls', 'none'])
    .describe(
      'tls from the first byte, starttls or nothing, none; auto is tls on port 465, else starttls, which a server on ' +
        'a private address may lack. Default auto.',
    )
    .default('auto'),
  verify_certificate: boolean()
    .describe('False takes any certificate of the server. Default true.')
    .default(true),
  from: address()
    .nullish()
    .transform((value) => value ?? null)
    .describe('Address of the sender.'),
  to: oneOrMoreTexts(address()).describe('Whom it tells; nobody switches the channel off.').prefault([]),
  ...wording,
})
  .superRefine((raw, context) => {
    const report = (key: string, message: string) =>
      context.addIssue({ code: 'custom', path: [key], message });
    // what is switched off may lack what comes from the environment
    if (raw.smtp_url === null && raw.host === null) return;
    if (raw.to.length > 0 && raw.from === null) report('from', 'is needed to send mail');
    if (raw.smtp_url !== null && raw.host !== null) report('host', 'must not come together with smtp_url');
    if (raw.username !== null && raw.password === null)
      report('password', 'is needed together with username');
  })
  .transform(({ smtp_url, verify_certificate, ...raw }) => ({
    ...raw,
    enabled: raw.enabled && (smtp_url !== null || raw.host !== null) && raw.to.length > 0,
    smtpUrl: smtp_url,
    verifyCertificate: verify_certificate,
  }));
