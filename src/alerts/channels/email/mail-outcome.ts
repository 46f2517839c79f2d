import { getSystemErrorName } from 'node:util';
import type { SendOutcome } from '../alert-channel.ts';

/** What nodemailer's errors carry beside their message. */
export interface MailError {
  readonly code?: string;
  /** The server's answer, RFC 5321 §4.2: 4xx may pass, 5xx will not. */
  readonly responseCode?: number;
  readonly response?: string;
  /** What was being said when it happened; `CONN` while nothing was yet. */
  readonly command?: string;
  /** Of the operating system. */
  readonly errno?: number;
}

/** nodemailer's codes, for people; anything else is told by its code. */
const SENTENCES: Readonly<Record<string, string>> = {
  ECONNECTION: 'the mail server hung up',
  ECONNREFUSED: 'the mail server refuses the connection',
  ETIMEDOUT: 'the mail server does not answer in time',
  ESOCKET: 'the connection to the mail server failed',
  EDNS: 'the mail server was not found',
  ETLS: 'the mail server cannot be talked to in private (TLS)',
  EAUTH: 'the mail server rejects the credentials',
  ENOAUTH: 'the mail server wants credentials',
  EENVELOPE: 'the mail server rejects sender or recipients',
  EMESSAGE: 'the mail server rejects the message',
  EPROTOCOL: 'what answers is no mail server',
  EABORT: 'no complete answer in time',
};

/** Not answered by code, and not to be mended by waiting: what the settings say is wrong. */
const FINAL = new Set(['ECONFIG', 'ENOAUTH', 'EMAXRECIPIENTS']);

const BEFORE_ANY_MAIL = new Set([...FINAL, 'EDNS', 'ETLS', 'EAUTH']);

export function mailFailure(error: MailError, quote: (text: string) => string): SendOutcome {
  const { code = 'unknown', responseCode, response, command, errno } = error;
  const isFinal = responseCode === undefined ? FINAL.has(code) : responseCode >= 500;
  const said = response === undefined ? nameOf(errno) : quote(response);
  const sentence = SENTENCES[code] ?? `the mail could not be sent (${code})`;
  return {
    kind: isFinal ? 'refused' : 'retry',
    error: said === '' ? sentence : `${sentence}: ${said}`,
    retryAfterMs: null,
    mayHaveArrived: responseCode === undefined && command !== 'CONN' && !BEFORE_ANY_MAIL.has(code),
  };
}

/** `ECONNREFUSED`, and not the message around it, which has addresses. */
function nameOf(errno: number | undefined): string {
  return errno !== undefined && errno < 0 ? getSystemErrorName(errno) : '';
}

/** Some took it, some did not: told as a failure, for somebody was not told. */
export function partlyRejected(
  rejected: readonly MailError[],
  count: number,
  quote: (text: string) => string,
): SendOutcome {
  const isFinal = rejected.every(({ responseCode = 0 }) => responseCode >= 500);
  const said = quote(rejected[0]?.response ?? '');
  const error = `${rejected.length} of ${count} recipients were rejected${said === '' ? '' : `: ${said}`}`;
  return { kind: isFinal ? 'refused' : 'retry', error, retryAfterMs: null, mayHaveArrived: true };
}
