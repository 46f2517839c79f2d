import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import {
  BEGAN,
  buildGroup,
  buildMessage,
  buildNotice,
  resolvedMessage,
  TOLD,
} from '../../../test/support/alert-messages.ts';
import { ChannelBench, inGoodTime } from '../../../test/support/channel-world.ts';
import { HttpReceiver, jsonOf, say } from '../../../test/support/receivers/http-receiver.ts';
import { Secret } from '../../settings/secret.ts';
import { signature } from './webhook.channel.ts';

const KEY = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

describe('a signature', () => {
  it('is that of the test vector of Standard Webhooks', () => {
    const signed = {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      at: 1_614_265_330_000,
      body: '{"test": 2432232314}',
    };
    expect(signature(new Secret(KEY), signed)).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  it('takes a secret that is no whsec_ by its bytes', () => {
    const expected = createHmac('sha256', 'schlüssel').update('m.1.{}').digest('base64');
    expect(signature(new Secret('schlüssel'), { id: 'm', at: 1_999, body: '{}' })).toBe(`v1,${expected}`);
  });
});

describe('the webhook channel', () => {
  let bench: ChannelBench;
  let receiver: HttpReceiver;

  beforeEach(async () => {
    bench = new ChannelBench();
    receiver = new HttpReceiver(say(204, ''));
    await receiver.start();
  });
  afterEach(async () => {
    await bench.close();
    await receiver.stop();
  });

  async function sent(options: Record<string, unknown> = {}, message = buildMessage()) {
    const channel = bench.channel({ kind: 'webhook', url: `${receiver.url}/hook?a=b`, ...options });
    expect(await channel.send(message, inGoodTime())).toEqual({ kind: 'delivered' });
    const last = receiver.seen.at(-1)!;
    return { ...last, json: jsonOf(last.body) };
  }

  it('posts the documented body', async () => {
    const { method, path, headers, json } = await sent();
    expect([method, path, headers['content-type']]).toEqual(['POST', '/hook?a=b', 'application/json']);
    expect(json).toEqual({
      type: 'alert.firing',
      timestamp: '2026-11-22T04:00:00.000Z',
      data: {
        id: 'alert_1',
        fingerprint: 'target_unhealthy|openai|',
        rule: 'target_unhealthy',
        severity: 'critical',
        state: 'firing',
        target: 'openai',
        title: 'OpenAI is unhealthy',
        summary: '3 of the last 3 checks failed: 503 from GET /v1/models',
        blame: 'provider',
        status: 'unhealthy',
        since: new Date(BEGAN).toISOString(),
        resolved_at: null,
        duration_seconds: 109,
        evidence: [
          {
            at: '2026-11-22T03:59:58.000Z',
            message: 'Service unavailable',
            code: 'server_error',
            http_status: 503,
            request_id: 'req_9f2',
          },
        ],
        advice: { using: ['anthropic', 'google'] },
        links: {
          page: 'https://health.example/?alert=alert_1',
          acknowledge: 'https://health.example/health/integration/alerts/alert_1/acknowledge',
        },
        notification_reason: 'first',
      },
    });
  });

  it('says when it is over', async () => {
    const { json } = await sent({}, resolvedMessage());
    expect(json.type).toBe('alert.resolved');
    expect(json.data).toMatchObject({ state: 'resolved', resolved_at: new Date(TOLD).toISOString() });
  });

  it('lists the alerts of a group, and counts those that found no room', async () => {
    const { json: few } = await sent({}, buildGroup(3));
    expect(few.data).toMatchObject({
      title: 'Model 0 is unhealthy and 2 more',
      alerts_total: 3,
      alerts_omitted: 0,
    });
    expect(few.data.alerts.map(({ target }: any) => target)).toEqual(
      [0, 1, 2].map((n) => `openai/model-${n}`),
    );
    const { body, json: many } = await sent({}, buildGroup(500));
    expect(Buffer.byteLength(body)).toBeLessThan(20_000);
    expect(many.data.alerts.length + many.data.alerts_omitted).toBe(500);
    expect(many.data.alerts.length).toBeGreaterThan(10);
  });

  it('is verified by old and new secret while receivers change over, at every attempt anew', async () => {
    const raw = 'the one of before';
    const first = await sent({ secret: KEY, previous_secrets: [raw] });
    for (const webhook of [new Webhook(KEY), new Webhook(raw, { format: 'raw' })]) {
      expect(webhook.verify(first.body, first.headers as Record<string, string>)).toEqual(first.json);
    }
    bench.clock.advance(5_000);
    const second = await sent({ secret: KEY });
    expect(second.headers['webhook-id']).toBe(first.headers['webhook-id']);
    expect(Number(second.headers['webhook-timestamp'])).toBe(Number(first.headers['webhook-timestamp']) + 5);
    expect(second.headers['webhook-signature']).not.toContain(first.headers['webhook-signature']);
  });

  it('carries the headers that the settings want, and none of its own in their place', async () => {
    const { headers, body } = await sent({
      secret: 'plain-secret',
      hmac_header: 'X-Hub-Signature-256',
      bearer_token: 'token-of-ours',
      headers: { 'X-Team': 'blue', 'Webhook-Id': 'forged', 'User-Agent': 'ours' },
    });
    const hmac = createHmac('sha256', 'plain-secret').update(body).digest('hex');
    expect(headers).toMatchObject({
      authorization: 'Bearer token-of-ours',
      'x-hub-signature-256': `sha256=${hmac}`,
      'x-team': 'blue',
      'user-agent': 'ours',
      'webhook-id': 'msg_4711',
    });
    const basic = await sent({ username: 'u', password: 'p:w' });
    expect(basic.headers['authorization']).toBe(`Basic ${Buffer.from('u:p:w').toString('base64')}`);
    expect(basic.headers['webhook-signature']).toBeUndefined();
  });

  it('takes user and password out of the URL', async () => {
    const { headers, path } = await sent({ url: receiver.url.replace('//', '//u:p%40w@') });
    expect(headers['authorization']).toBe(`Basic ${Buffer.from('u:p@w').toString('base64')}`);
    expect(path).toBe('/');
  });

  it('says it in words of the user', async () => {
    const words = { title: '{{ severity }}: {{ title }}', text: 'Ask {{ using }} about "{{ summary }}"' };
    const { json } = await sent(
      words,
      buildMessage({ notices: [buildNotice({ summary: 'a "quoted"\ncause' })] }),
    );
    expect(json.data.title).toBe('critical: OpenAI is unhealthy');
    expect(json.data.summary).toBe('Ask anthropic, google about "a "quoted" cause"');
  });
});
