import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export const MAIL_USER = 'bellwether';
export const MAIL_PASSWORD = 'canary4711canary4711';

export interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  /** As it came over the wire. */
  readonly source: string;
  readonly isEncrypted: boolean;
  readonly user: string | null;
}

/** What an SMTP server answers with, RFC 5321 §4.2. */
export class SmtpRefusal extends Error {
  readonly responseCode: number;

  constructor(responseCode: number, message: string) {
    super(message);
    this.responseCode = responseCode;
  }
}

/** A real mail server that keeps what it takes. */
export class MailReceiver {
  readonly mails: Mail[] = [];
  readonly #server: SMTPServer;
  /** Refuses a recipient, or the message; null takes it. */
  onRecipient: (address: string) => SmtpRefusal | null = () => null;
  onMessage: () => SmtpRefusal | 'never' | null = () => null;

  constructor(options: SMTPServerOptions = {}) {
    this.#server = new SMTPServer({
      authOptional: true,
      onAuth: ({ username, password }, _session, callback) => {
        if (username === MAIL_USER && password === MAIL_PASSWORD) callback(null, { user: username });
        else callback(new SmtpRefusal(535, `5.7.8 no such password: ${password}`));
      },
      onRcptTo: ({ address }, _session, callback) => callback(this.onRecipient(address)),
      onData: (stream, session, callback) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const verdict = this.onMessage();
          if (verdict === 'never') return;
          if (verdict !== null) return callback(verdict);
          this.mails.push({
            from: session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address,
            to: session.envelope.rcptTo.map(({ address }) => address),
            source: Buffer.concat(chunks).toString('utf8'),
            isEncrypted: session.secure,
            user: session.user ?? null,
          });
          callback();
        });
      },
      ...options,
    });
    // clients that hang up in the middle are part of the tests
    this.#server.on('error', () => undefined);
  }

  get port(): number {
    return (this.#server.server.address() as AddressInfo).port;
  }

  async start(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server.server, 'listening');
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.close(resolve));
  }
}
