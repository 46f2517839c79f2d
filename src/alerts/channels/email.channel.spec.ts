import {
  buildMessage,
  buildMonster,
  buildNotice,
  resolvedMessage,
} from '../../../test/support/alert-messages.ts';
import { ChannelBench, inGoodTime } from '../../../test/support/channel-world.ts';
import {
  type Mail,
  MAIL_PASSWORD,
  MAIL_USER,
  MailReceiver,
  SmtpRefusal,
} from '../../../test/support/receivers/mail.receiver.ts';
import { skipped } from '../../../test/support/skipping.ts';
import { throwawayCertificate } from '../../../test/support/throwaway-certificate.ts';
import { loadSettings } from '../../settings/load.ts';
import { mailServer } from './email/mail-server.ts';

const certificate = throwawayCertificate('127.0.0.1', 2);
if (certificate === null) skipped('mail over TLS, since openssl is not installed');
const tls = certificate ?? {};

describe('the email channel', () => {
  let bench: ChannelBench;
  let receiver: MailReceiver;

  beforeEach(async () => {
    bench = new ChannelBench();
    await useServer(new MailReceiver(tls));
  });
  afterEach(async () => {
    await bench.close();
    await receiver.stop();
  });

  async function useServer(server: MailReceiver): Promise<void> {
    await receiver?.stop();
    receiver = server;
    await receiver.start();
  }

  function send(message = buildMessage(), options: Record<string, unknown> = {}) {
    const channel = bench.channel({
      kind: 'email',
      host: '127.0.0.1',
      port: receiver.port,
      username: MAIL_USER,
      password: MAIL_PASSWORD,
      verify_certificate: false,
      from: 'Bellwether <bellwether@health.example>',
      to: ['ops@health.example', 'night@health.example'],
      ...options,
    });
    return channel.send(message, inGoodTime());
  }

  const header = ({ source }: Mail, name: string) =>
    new RegExp(`^${name}: (.*(?:\r\n[ \t].*)*)`, 'm').exec(source)?.[1]?.replaceAll(/\r\n[ \t]/g, ' ');

  (certificate === null ? it.skip : it)('logs in after STARTTLS', async () => {
    expect(await send(buildMessage(), { encryption: 'starttls' })).toEqual({ kind: 'delivered' });
    expect(receiver.mails).toMatchObject([
      {
        isEncrypted: true,
        user: MAIL_USER,
        from: 'bellwether@health.example',
        to: ['ops@health.example', 'night@health.example'],
      },
    ]);
  });

  (certificate === null ? it.skip : it)('believes no certificate that nobody signed', async () => {
    const outcome = await send(buildMessage(), { encryption: 'starttls', verify_certificate: true });
    expect(outcome).toMatchObject({ kind: 'retry' });
    expect(receiver.mails).toEqual([]);
  });

  (certificate === null ? it.skip : it)('speaks TLS from the first byte', async () => {
    await useServer(new MailReceiver({ ...tls, secure: true }));
    expect(await send(buildMessage(), { encryption: 'tls' })).toEqual({ kind: 'delivered' });
    expect(receiver.mails[0]?.isEncrypted).toBe(true);
  });

  it('sends no password in the clear where STARTTLS is wanted and the server has none', async () => {
    await useServer(new MailReceiver({ disabledCommands: ['STARTTLS'] }));
    const outcome = await send(buildMessage(), { encryption: 'starttls' });
    expect(outcome).toMatchObject({ kind: 'refused', error: expect.stringContaining('in private') });
    expect(receiver.mails).toEqual([]);
  });

  it('says that its password is wrong, and not what it is', async () => {
    const outcome = await send(buildMessage(), { password: 'canary-wrong' });
    expect(outcome).toMatchObject({
      kind: 'refused',
      error: expect.stringContaining('rejects the credentials: 535 5.7.8'),
    });
    expect(JSON.stringify(outcome)).not.toContain('canary');
  });

  it.each([
    [451, 'retry'],
    [452, 'retry'],
    [550, 'refused'],
    [554, 'refused'],
  ])('takes a %i for what the first digit says', async (code, kind) => {
    receiver.onMessage = () => new SmtpRefusal(code, 'not this one');
    expect(await send()).toMatchObject({ kind, error: expect.stringContaining('not this one') });
    receiver.onMessage = () => null;
    receiver.onRecipient = () => new SmtpRefusal(code, 'nobody here');
    expect(await send()).toMatchObject({ kind, error: expect.stringContaining('nobody here') });
  });

  it('says what the operating system said of a server that is away', async () => {
    const { port } = receiver;
    await receiver.stop();
    const channel = bench.channel({
      kind: 'email',
      smtp_url: `smtp://127.0.0.1:${port}`,
      from: 'bellwether@health.example',
      to: 'ops@health.example',
    });
    const outcome = await channel.send(buildMessage(), inGoodTime());
    expect(outcome).toEqual({
      kind: 'retry',
      error: 'the connection to the mail server failed: ECONNREFUSED',
      retryAfterMs: null,
      mayHaveArrived: false,
    });
  });

  it('tells who was there, and that somebody was not', async () => {
    receiver.onRecipient = (address) =>
      address.startsWith('night') ? new SmtpRefusal(550, 'no such user') : null;
    const outcome = await send();
    expect(outcome).toMatchObject({
      kind: 'refused',
      error: expect.stringContaining('1 of 2 recipients were rejected: 550 no such user'),
    });
    expect(receiver.mails).toMatchObject([{ to: ['ops@health.example'] }]);
  });

  it('makes one thread of a group, and one mail of a message however often it is sent', async () => {
    await send();
    await send();
    await send(resolvedMessage());
    const [first, again, over] = receiver.mails;
    expect(header(first!, 'Message-ID')).toBe('<msg_4711@health.example>');
    expect(header(again!, 'Message-ID')).toBe(header(first!, 'Message-ID'));
    expect(header(over!, 'Message-ID')).toBe('<msg_4712@health.example>');
    expect(header(over!, 'References')).toBe(header(first!, 'References'));
    expect(header(over!, 'In-Reply-To')).toMatch(/^<group\.[0-9a-f]{32}@health\.example>$/);
    expect(header(first!, 'Auto-Submitted')).toBe('auto-generated');
    expect(header(first!, 'Importance')).toBe('High');
    expect(header(over!, 'Subject')).toBe('Resolved: OpenAI is unhealthy');
  });

  it('lets nothing of an alert become a header, a recipient or markup', async () => {
    await send(buildMonster(2_000));
    const [mail] = receiver.mails;
    expect(mail!.to).toEqual(['ops@health.example', 'night@health.example']);
    expect(mail!.source.split('\r\n\r\n', 1)[0]).not.toMatch(/^Bcc:/m);
    await send(
      buildMessage({ notices: [buildNotice({ title: '<b>"x"</b>\r\nBcc: a@b.c', summary: '<i>' })] }),
    );
    const { source } = receiver.mails[1]!;
    expect(header(receiver.mails[1]!, 'Bcc')).toBeUndefined();
    expect(header(receiver.mails[1]!, 'Subject')).toContain('_Bcc=3A_a=40b');
    const html = source.slice(source.indexOf('text/html')).replaceAll('=\r\n', '');
    expect(html).toContain('&lt;b&gt;&quot;x&quot;&lt;/b&gt; Bcc: a@b.c</h1>');
    expect(html).not.toContain('<i>');
  });
});

describe('the mail server of the settings', () => {
  const server = (options: Record<string, unknown>) => {
    const email = { kind: 'email', from: 'a@b.c', to: 'd@e.f', ...options };
    const document = { alerts: { channels: { c: email }, routes: [] } };
    const channel = loadSettings({ document, env: {} }).settings.alerts.channels[1];
    if (channel?.kind !== 'email') throw new Error('no email channel');
    return mailServer(channel);
  };

  it.each([
    [{ host: 'mail.example' }, { port: 587, secure: false, requireTLS: true, ignoreTLS: false }],
    [
      { host: 'mail.example', port: 465 },
      { port: 465, secure: true },
    ],
    [
      { host: 'mail.example', encryption: 'tls' },
      { port: 465, secure: true },
    ],
    [
      { host: 'localhost', port: 25 },
      { port: 25, secure: false, requireTLS: false, ignoreTLS: false },
    ],
    [
      { host: 'mail.example', encryption: 'none' },
      { secure: false, requireTLS: false, ignoreTLS: true },
    ],
    [
      { host: 'mail.example', port: 2465, encryption: 'tls' },
      { port: 2465, secure: true },
    ],
    [
      { smtp_url: 'smtps://u%40x:p%2Fw@mail.example' },
      { host: 'mail.example', port: 465, secure: true, auth: { user: 'u@x', pass: 'p/w' } },
    ],
    [{ smtp_url: 'smtp://[::1]:2525' }, { host: '::1', port: 2525, requireTLS: false }],
  ])('%j is reached so', (options, expected) => {
    expect(server(options)).toMatchObject(expected);
  });
});
