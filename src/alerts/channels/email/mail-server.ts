import type { EmailChannelSettings, MailEncryption } from '../../../settings/channels/email.schema.ts';
import { isPrivateHost } from '../../../settings/private-hosts.ts';

const TLS_PORT = 465;
const SUBMISSION_PORT = 587;

/** Where mail is handed in, as nodemailer takes it. */
export interface MailServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte. */
  readonly secure: boolean;
  /** STARTTLS, or nothing is sent. */
  readonly requireTLS: boolean;
  readonly ignoreTLS: boolean;
  readonly tls: { readonly rejectUnauthorized: boolean };
  readonly auth?: { readonly user: string; readonly pass: string };
}

interface Place {
  readonly host: string;
  readonly port: number | null;
  readonly isTls: boolean;
  readonly user: string | null;
  readonly password: string | null;
}

export function mailServer(settings: EmailChannelSettings): MailServer {
  const place = settings.smtpUrl === null ? placeOfFields(settings) : placeOfUrl(settings.smtpUrl.reveal());
  const { host, user, password } = place;
  const encryption = encryptionOf(settings.encryption, place);
  const usualPort = encryption === 'tls' ? TLS_PORT : SUBMISSION_PORT;
  return {
    host,
    port: place.port ?? usualPort,
    secure: encryption === 'tls',
    requireTLS: encryption === 'starttls',
    ignoreTLS: encryption === 'none',
    tls: { rejectUnauthorized: settings.verifyCertificate },
    ...(user !== null && { auth: { user, pass: password ?? '' } }),
  };
}

/** What `auto` comes to: where it stays, STARTTLS is used if the server has it. */
function encryptionOf(wanted: MailEncryption, { isTls, port, host }: Place): MailEncryption {
  if (wanted !== 'auto') return wanted;
  if (isTls || port === TLS_PORT) return 'tls';
  return isPrivateHost(host) ? 'auto' : 'starttls';
}

function placeOfFields({ host, port, username, password }: EmailChannelSettings): Place {
  return {
    host: host ?? '',
    port,
    isTls: false,
    user: username,
    password: password?.reveal() ?? null,
  };
}

function placeOfUrl(text: string): Place {
  const url = new URL(text);
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? null : Number(url.port),
    isTls: url.protocol === 'smtps:',
    user: url.username === '' ? null : decodeURIComponent(url.username),
    password: url.password === '' ? null : decodeURIComponent(url.password),
  };
}
