import {
  buildAlert,
  buildGroup,
  buildMessage,
  buildNotice,
  resolvedAlert,
  resolvedMessage,
} from '../../../test/support/alert-messages.ts';
import { ChannelBench, inGoodTime } from '../../../test/support/channel-world.ts';
import { jsonOf, sayJson } from '../../../test/support/receivers/http-receiver.ts';
import { API_KEY, OpsgenieReceiver } from '../../../test/support/receivers/opsgenie.receiver.ts';
import { PagerDutyReceiver, ROUTING_KEY } from '../../../test/support/receivers/pagerduty.receiver.ts';
import type { AlertMessage } from '../notification.ts';
import type { AlertChannel } from './alert-channel.ts';
import { incidentKey } from './incident-key.ts';

const KEY = incidentKey(buildAlert().fingerprint);
const DELIVERED = { kind: 'delivered' };

let bench: ChannelBench;
let channel: AlertChannel;

function send(overrides: Partial<AlertMessage> = {}) {
  return channel.send(buildMessage(overrides), inGoodTime());
}

function over(reason: AlertMessage['reason']): Partial<AlertMessage> {
  return { reason, notices: [{ ...buildNotice(), alert: resolvedAlert() }] };
}

const acknowledged = {
  reason: 'acknowledged' as const,
  notices: [
    buildNotice({ acknowledged: { by: 'ann', note: null, at: 0, expiresAt: null, isSticky: false } }),
  ],
};

describe('the pagerduty channel', () => {
  let receiver: PagerDutyReceiver;

  beforeEach(async () => {
    bench = new ChannelBench();
    receiver = new PagerDutyReceiver();
    await receiver.start();
    channel = bench.channel({ kind: 'pagerduty', routing_key: ROUTING_KEY, url: receiver.url });
  });
  afterEach(async () => {
    await bench.close();
    await receiver.stop();
  });

  it('opens, acknowledges and closes one incident for a fingerprint, however often it is told', async () => {
    expect(KEY).toMatch(/^[0-9a-f]{64}$/);
    await send();
    await send({ id: 'msg_reminder', reason: 'reminder' });
    expect(receiver.incidents).toEqual(
      new Map([[KEY, expect.objectContaining({ state: 'triggered', severity: 'critical' })]]),
    );
    await send({ id: 'msg_ack', ...acknowledged });
    expect(receiver.incidents.get(KEY)?.state).toBe('acknowledged');
    await channel.send(resolvedMessage(), inGoodTime());
    expect(receiver.incidents.get(KEY)?.state).toBe('resolved');
    await send({ id: 'msg_again' });
    expect(receiver.incidents.get(KEY)?.state).toBe('triggered');
  });

  it('puts on record what was over before it was told, and wakes nobody for it', async () => {
    expect(await send(over('fired_and_resolved'))).toEqual(DELIVERED);
    expect(receiver.incidents.get(KEY)).toMatchObject({ state: 'resolved', severity: 'info' });
  });

  it('leaves nothing open after a test', async () => {
    expect(await send({ reason: 'test' })).toEqual(DELIVERED);
    expect(receiver.incidents.get(KEY)).toMatchObject({ state: 'resolved', severity: 'info' });
  });

  it('opens and closes each alert of a group by itself', async () => {
    const group = buildGroup(3);
    const [first, ...rest] = group.notices;
    const ended = { ...first!, alert: resolvedAlert({ fingerprint: first!.alert.fingerprint }) };
    await channel.send(group, inGoodTime());
    await channel.send({ ...group, id: 'msg_part', notices: [...rest, ended] }, inGoodTime());
    expect([...receiver.incidents.values()].map(({ state }) => state)).toEqual([
      'resolved',
      'triggered',
      'triggered',
    ]);
  });

  it('goes on where a rate limit stopped it, instead of beginning anew', async () => {
    let left = 6;
    receiver.misbehave((request, response, received) => {
      left -= 1;
      const key = jsonOf(received.body).dedup_key;
      const answer =
        left < 0
          ? sayJson(429, { status: 'throttle exceeded' }, { 'retry-after': '60' })
          : sayJson(202, { status: 'success', dedup_key: key });
      answer(request, response, received);
    });
    const group = buildGroup(20);
    const outcome = await channel.send(group, inGoodTime());
    expect(outcome).toMatchObject({ kind: 'retry', retryAfterMs: 60_000, mayHaveArrived: true });
    expect(receiver.seen.length).toBeLessThan(10);
    const before = receiver.taken.length;
    receiver.misbehave(null);
    expect(await channel.send(group, inGoodTime())).toEqual(DELIVERED);
    expect(receiver.taken.length).toBe(20);
    expect(receiver.incidents.size).toBe(20 - before);
  });

  it('tells the rest of a group when one of it is refused', async () => {
    receiver.misbehave((request, response, received) => {
      const isFirst = received.body.includes(incidentKey('target_unhealthy|openai/model-0|'));
      const answer = sayJson(isFirst ? 400 : 202, { errors: ["'payload' is invalid"] });
      answer(request, response, received);
    });
    const outcome = await channel.send(buildGroup(10), inGoodTime());
    expect(outcome).toMatchObject({
      kind: 'refused',
      error: expect.stringContaining('1 of 10 parts failed'),
    });
    expect(receiver.taken).toHaveLength(9);
  });

  it('speaks of severities as the settings have it, and of the cause in fields', async () => {
    const severities = { critical: 'error' };
    channel = bench.channel({
      kind: 'pagerduty',
      routing_key: ROUTING_KEY,
      url: `${receiver.url}/`,
      severities,
    });
    await send();
    const { payload, client_url: clientUrl } = jsonOf(receiver.taken[0]!.body);
    expect(clientUrl).toBe('https://health.example/?alert=alert_1');
    expect(payload).toMatchObject({
      summary: 'OpenAI is unhealthy: 3 of the last 3 checks failed: 503 from GET /v1/models',
      source: 'openai',
      severity: 'error',
      timestamp: '2026-11-22T03:58:11.000Z',
      class: 'target_unhealthy',
      custom_details: { blame: 'provider', advice: { using: ['anthropic', 'google'] } },
    });
  });
});

describe('the opsgenie channel', () => {
  let receiver: OpsgenieReceiver;

  beforeEach(async () => {
    bench = new ChannelBench();
    receiver = new OpsgenieReceiver();
    await receiver.start();
    channel = bench.channel({
      kind: 'opsgenie',
      api_key: API_KEY,
      api_url: receiver.url,
      priorities: { critical: 'P2' },
      responders: [{ type: 'team', name: 'ai' }],
      tags: ['llm'],
    });
  });
  afterEach(async () => {
    await bench.close();
    await receiver.stop();
  });

  it('creates, acknowledges and closes one alert for a fingerprint, however often it is told', async () => {
    await send();
    await send({ id: 'msg_reminder', reason: 'reminder' });
    await send({ id: 'msg_ack', ...acknowledged });
    expect(receiver.alerts).toEqual(
      new Map([
        [
          KEY,
          { status: 'open', acknowledged: true, count: 2, message: 'OpenAI is unhealthy', priority: 'P2' },
        ],
      ]),
    );
    expect(jsonOf(receiver.seen[0]!.body)).toMatchObject({
      responders: [{ type: 'team', name: 'ai' }],
      tags: ['llm', 'chat'],
      entity: 'openai',
    });
    expect(jsonOf(receiver.seen[2]!.body)).toEqual({ source: 'bellwether', user: 'ann' });
    await channel.send(resolvedMessage(), inGoodTime());
    expect(receiver.alerts.get(KEY)?.status).toBe('closed');
  });

  it.each(['fired_and_resolved', 'test'] as const)('leaves nothing open after %s', async (reason) => {
    expect(await send(over(reason))).toEqual(DELIVERED);
    expect(receiver.alerts.get(KEY)).toMatchObject({ status: 'closed', priority: 'P5' });
  });

  it('says that its key is wrong, and not what it is', async () => {
    channel = bench.channel({ kind: 'opsgenie', api_key: 'canary-wrong', api_url: receiver.url });
    const outcome = await send();
    expect(outcome).toMatchObject({ kind: 'refused', error: expect.stringContaining('401') });
    expect(JSON.stringify(outcome)).not.toContain('canary');
  });
});
