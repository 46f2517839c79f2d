import { describeChannel, describeHttpChannel, type RunningReceiver } from './alert-channel.contract.ts';
import { alertmanagerReceiver } from '../support/receivers/alertmanager.receiver.ts';
import { hang } from '../support/receivers/chaos.ts';
import { discordReceiver, discordUrl } from '../support/receivers/discord.receiver.ts';
import { type HttpReceiver, jsonOf } from '../support/receivers/http-receiver.ts';
import { MAIL_PASSWORD, MAIL_USER, MailReceiver } from '../support/receivers/mail.receiver.ts';
import { API_KEY, OpsgenieReceiver } from '../support/receivers/opsgenie.receiver.ts';
import { PagerDutyReceiver, ROUTING_KEY } from '../support/receivers/pagerduty.receiver.ts';
import { slackReceiver, slackUrl } from '../support/receivers/slack.receiver.ts';
import { teamsReceiver, teamsUrl } from '../support/receivers/teams.receiver.ts';
import { SIGNING_SECRET, webhookReceiver } from '../support/receivers/webhook.receiver.ts';

interface HttpFixture {
  readonly kind: string;
  readonly tellsEach: boolean;
  readonly readsSuccess: boolean;
  create(): HttpReceiver;
  options(receiver: HttpReceiver): Record<string, unknown>;
  firstWords(body: any): string;
}

const HTTP_FIXTURES: readonly HttpFixture[] = [
  {
    kind: 'webhook',
    tellsEach: false,
    readsSuccess: false,
    create: webhookReceiver,
    options: ({ url }) => ({
      kind: 'webhook',
      url: `${url}/hook/canary4711?sig=canary%2F4711`,
      secret: SIGNING_SECRET,
      previous_secrets: ['canary-of-before'],
      hmac_header: 'X-Signature-256',
      bearer_token: 'canary4711-bearer',
      headers: { 'X-Team': 'canary-team' },
    }),
    firstWords: ({ data }) => data.title,
  },
  {
    kind: 'slack',
    tellsEach: false,
    readsSuccess: true,
    create: slackReceiver,
    options: (receiver) => ({ kind: 'slack', url: slackUrl(receiver) }),
    firstWords: ({ text }) => text,
  },
  {
    kind: 'discord',
    tellsEach: false,
    readsSuccess: false,
    create: discordReceiver,
    options: (receiver) => ({ kind: 'discord', url: discordUrl(receiver) }),
    firstWords: ({ embeds }) => embeds[0].title,
  },
  {
    kind: 'teams',
    tellsEach: false,
    readsSuccess: true,
    create: teamsReceiver,
    options: (receiver) => ({ kind: 'teams', url: teamsUrl(receiver) }),
    firstWords: ({ attachments }) => attachments[0].content.body[0].text,
  },
  {
    kind: 'pagerduty',
    tellsEach: true,
    readsSuccess: false,
    create: () => new PagerDutyReceiver(),
    options: ({ url }) => ({ kind: 'pagerduty', routing_key: ROUTING_KEY, url }),
    firstWords: ({ payload }) => payload.summary,
  },
  {
    kind: 'opsgenie',
    tellsEach: true,
    readsSuccess: false,
    create: () => new OpsgenieReceiver(),
    options: ({ url }) => ({ kind: 'opsgenie', api_key: API_KEY, api_url: url }),
    firstWords: ({ message }) => message,
  },
  {
    kind: 'alertmanager',
    tellsEach: true,
    readsSuccess: false,
    create: alertmanagerReceiver,
    options: ({ url }) => ({
      kind: 'alertmanager',
      urls: [`${url.replace('//', '//user:canary4711@')}/prefix/`],
    }),
    firstWords: ([{ annotations }]) => annotations.summary,
  },
];

/** Markup takes characters apart that are one text to the reader. */
function unescaped(text: string): string {
  return text.replaceAll('\u200B', '').replace(/\\+([_*~`[\]<>|#@])/g, '$1');
}

for (const fixture of HTTP_FIXTURES) {
  const start = async (): Promise<RunningReceiver> => {
    const receiver = fixture.create();
    await receiver.start();
    return {
      options: fixture.options(receiver),
      taken: () => receiver.taken.map(({ body }) => unescaped(body)),
      firstWords: () => fixture.firstWords(jsonOf(receiver.taken.at(-1)?.body ?? '')),
      onAttempt: (listener) => void (receiver.onSeen = listener),
      hang: () => receiver.misbehave(hang),
      stop: () => receiver.stop(),
    };
  };
  describeChannel({ kind: fixture.kind, tellsEach: fixture.tellsEach, start });
  describeHttpChannel({
    kind: fixture.kind,
    readsSuccess: fixture.readsSuccess,
    start: async () => {
      const receiver = fixture.create();
      await receiver.start();
      return { receiver, options: fixture.options(receiver) };
    },
  });
}

describeChannel({
  kind: 'email',
  tellsEach: false,
  start: async () => {
    const receiver = new MailReceiver({ disabledCommands: ['STARTTLS'] });
    let onAttempt = (): void => undefined;
    await receiver.start();
    return {
      options: {
        kind: 'email',
        smtp_url: `smtp://${MAIL_USER}:${MAIL_PASSWORD}@127.0.0.1:${receiver.port}`,
        from: 'Bellwether <bellwether@health.example>',
        to: ['ops@health.example', 'Night Watch <night@health.example>'],
      },
      // lines that were folded for the way are one to the reader
      taken: () => receiver.mails.map(({ source }) => source.replace(/=\r\n/g, '')),
      firstWords: () => /^Subject: (.*)$/m.exec(receiver.mails.at(-1)?.source ?? '')?.[1] ?? '',
      onAttempt: (listener) => void (onAttempt = listener),
      hang: () => {
        receiver.onMessage = () => {
          onAttempt();
          return 'never';
        };
      },
      stop: () => receiver.stop(),
    };
  },
});

describeChannel({
  kind: 'log',
  tellsEach: true,
  start: async ({ log }) => ({
    options: { kind: 'log' },
    taken: () => log.lines.map((line) => JSON.stringify(line)),
    firstWords: () => log.lines.at(-1)?.facts.title,
    onAttempt: () => undefined,
    hang: () => undefined,
    stop: async () => undefined,
  }),
});
