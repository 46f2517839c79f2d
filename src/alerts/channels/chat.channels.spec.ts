import {
  buildGroup,
  buildMessage,
  buildNotice,
  resolvedMessage,
} from '../../../test/support/alert-messages.ts';
import { ChannelBench, inGoodTime } from '../../../test/support/channel-world.ts';
import {
  discordRateLimit,
  discordReceiver,
  discordUrl,
} from '../../../test/support/receivers/discord.receiver.ts';
import {
  type Answer,
  type HttpReceiver,
  jsonOf,
  say,
} from '../../../test/support/receivers/http-receiver.ts';
import { slackReceiver, slackUrl } from '../../../test/support/receivers/slack.receiver.ts';
import { teamsReceiver, teamsUrl } from '../../../test/support/receivers/teams.receiver.ts';

const MARKUP = buildMessage({
  notices: [buildNotice({ summary: '<!channel> *b* _i_ [l](http://e) a_b @everyone & co' })],
});

const RECEIVERS = {
  slack: { create: slackReceiver, urlOf: slackUrl },
  discord: { create: discordReceiver, urlOf: discordUrl },
  teams: { create: teamsReceiver, urlOf: teamsUrl },
};

let bench: ChannelBench;
let receiver: HttpReceiver;
let kind: keyof typeof RECEIVERS;

function useReceiver(name: keyof typeof RECEIVERS): void {
  beforeEach(async () => {
    kind = name;
    bench = new ChannelBench();
    receiver = RECEIVERS[name].create();
    await receiver.start();
  });
  afterEach(async () => {
    await bench.close();
    await receiver.stop();
  });
}

async function sent(message = buildMessage(), options: Record<string, unknown> = {}) {
  const channel = bench.channel({ kind, url: RECEIVERS[kind].urlOf(receiver), ...options });
  const outcome = await channel.send(message, inGoodTime());
  return { outcome, json: jsonOf(receiver.seen.at(-1)!.body) };
}

function answering(answer: Answer) {
  receiver.misbehave(answer);
  return sent();
}

describe('the slack channel', () => {
  useReceiver('slack');

  it.each([
    ['invalid_payload', 'refused'],
    ['channel_is_archived', 'refused'],
    ['no_service', 'refused'],
    ['rollup_error', 'retry'],
    ['', 'retry'],
    ['<html>a proxy</html>', 'retry'],
  ])('does not take a 200 that says %j for delivered', async (said, outcome) => {
    const { outcome: got } = await answering(say(200, said));
    expect(got).toMatchObject({ kind: outcome, error: expect.stringContaining('instead of "ok"') });
  });

  it('takes a 410 for the end of a webhook, and a 429 for a pause', async () => {
    expect((await answering(say(410, 'channel_is_archived'))).outcome.kind).toBe('gone');
    const limited = await answering(say(429, 'rate_limited', { 'retry-after': '30' }));
    expect(limited.outcome).toMatchObject({ kind: 'retry', retryAfterMs: 30_000 });
  });

  it('shows what is wrong, since when in the reader’s own time, and two buttons', async () => {
    const { json } = await sent();
    expect(json.text).toBe('*OpenAI is unhealthy*');
    const [{ color, blocks }] = json.attachments;
    expect(color).toBe('#c62828');
    expect(blocks.map(({ type }: any) => type)).toEqual([
      'section',
      'section',
      'section',
      'actions',
      'context',
    ]);
    expect(blocks[1].fields[0].text).toMatch(/^\*Since\*\n<!date\^1795319891\^.*\|2026-11-22 03:58:11 UTC>$/);
    expect(blocks[2].text.text).toContain(
      '03:59:58 UTC 503 server_error: Service unavailable (request req_9f2)',
    );
    expect(blocks[3].elements.map(({ url }: any) => url)).toEqual([
      'https://health.example/?alert=alert_1',
      'https://health.example/?alert=alert_1&action=acknowledge',
    ]);
    expect(blocks[4].elements[0].text).toBe('Sent because this is new.');
  });

  it('lets no text of an alert mark up or mention', async () => {
    const { json } = await sent(MARKUP);
    const said = json.attachments[0].blocks[0].text.text;
    expect(said).toContain('&lt;!channel&gt;');
    expect(said).toContain('&amp; co');
    expect(said).not.toMatch(/(^|\s)[*_]\w/);
    expect(said).toContain('a_b');
  });

  it('lists as many alerts of a group as find room, and says how many more there are', async () => {
    const { outcome, json } = await sent(buildGroup(500));
    expect(outcome.kind).toBe('delivered');
    const list = json.attachments[0].blocks.map(({ text }: any) => text?.text ?? '').join('\n');
    expect(list.match(/^• Model /gm)!.length).toBeGreaterThan(10);
    expect(list).toMatch(/• and 4\d\d more/);
  });

  it('speaks in the words, under the name and with the face of the user', async () => {
    const own = {
      username: 'watch',
      icon_emoji: ':eyes:',
      channel: '#ops',
      title: 'Hey',
      text: '*{{ summary }}*',
    };
    const { json } = await sent(MARKUP, own);
    expect(json).toMatchObject({ username: 'watch', icon_emoji: ':eyes:', channel: '#ops', text: '*Hey*' });
    expect(json.attachments[0].blocks[0].text.text).toMatch(/^\*&lt;!channel&gt; .*&amp; co\*$/);
  });

  it('cuts words of the user that are too many', async () => {
    expect((await sent(buildMessage(), { text: 'x'.repeat(20_000) })).outcome.kind).toBe('delivered');
  });
});

describe('the discord channel', () => {
  useReceiver('discord');

  it('waits as long as the body of a 429 says', async () => {
    expect((await answering(discordRateLimit)).outcome).toMatchObject({ kind: 'retry', retryAfterMs: 750 });
  });

  it('lets no text of an alert mark up or mention', async () => {
    const { json } = await sent(MARKUP);
    expect(json.allowed_mentions).toEqual({ parse: [] });
    expect(json.embeds[0].description).toContain(
      '\\<!channel\\> \\*b\\* \\_i\\_ \\[l\\](http://e) a\\_b \\@everyone & co',
    );
  });

  it('is green when it is over, and links without a button to acknowledge', async () => {
    const { json } = await sent(resolvedMessage());
    expect(json.embeds[0]).toMatchObject({ title: 'Resolved: OpenAI is unhealthy', color: 0x2e7d32 });
    expect(json.embeds[0].description).toMatch(/\[Open\]\(https:\/\/health\.example\/\?alert=alert_1\)$/);
  });

  it('cuts words of the user that are too many', async () => {
    expect((await sent(buildMessage(), { text: 'x'.repeat(20_000) })).outcome.kind).toBe('delivered');
  });
});

describe('the teams channel', () => {
  useReceiver('teams');

  it.each([
    [429, 'retry'],
    [413, 'refused'],
    [410, 'gone'],
    [500, 'retry'],
  ])('hears that Teams answered %i inside of a 200', async (status, outcome) => {
    const said = `Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error ${status} with ContextId x`;
    expect((await answering(say(200, said))).outcome.kind).toBe(outcome);
  });

  it('takes what old connectors say for delivered', async () => {
    expect((await answering(say(200, '1'))).outcome).toEqual({ kind: 'delivered' });
  });

  it('shows a card in the colour of what is told', async () => {
    const { json } = await sent(MARKUP);
    const { body, actions } = json.attachments[0].content;
    expect(body[0]).toMatchObject({ text: 'OpenAI is unhealthy', color: 'attention' });
    expect(body[1].text).toContain('\\[l\\](http://e)');
    expect(body[2].facts).toContainEqual({ title: 'Meanwhile', value: 'traffic goes to anthropic, google' });
    expect(actions.map(({ title }: any) => title)).toEqual(['Open', 'Acknowledge']);
  });
});
