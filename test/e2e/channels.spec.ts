import { Webhook } from 'standardwebhooks';
import { hang } from '../support/receivers/chaos.ts';
import { HttpReceiver, jsonOf, say } from '../support/receivers/http-receiver.ts';
import { SIGNING_SECRET, webhookReceiver } from '../support/receivers/webhook.receiver.ts';
import { RunningApp } from '../support/running-app.ts';

describe('alert channels over HTTP', () => {
  let receiver: HttpReceiver;
  let app: RunningApp;

  beforeEach(async () => {
    receiver = webhookReceiver();
    await receiver.start();
    app = await RunningApp.start(
      {
        monitoring: { enabled: false },
        server: { public_url: 'https://health.example/' },
        alerts: {
          channels: {
            off: { kind: 'slack', url: '${NOT_SET:-}' },
            away: { kind: 'discord', url: 'http://127.0.0.1:9/canary4711' },
            metrics: { kind: 'alertmanager', urls: 'http://127.0.0.1:9' },
          },
          routes: [],
        },
      },
      {
        HEALTH_ALERT_WEBHOOK_URL: `${receiver.url}/canary4711`,
        BELLWETHER_WEBHOOK_SECRET: SIGNING_SECRET,
      },
    );
  });
  afterEach(async () => {
    await app.stop();
    await receiver.stop();
  });

  it('are listed without what opens them', async () => {
    const { status, text, body } = await app.get('/health/integration/channels');
    expect(status).toBe(200);
    expect(text).not.toContain('canary');
    expect(body.items).toEqual([
      { id: 'log', kind: 'log', enabled: true, refresh_seconds: null, last: null },
      { id: 'off', kind: 'slack', enabled: false, refresh_seconds: null, last: null },
      { id: 'away', kind: 'discord', enabled: true, refresh_seconds: null, last: null },
      { id: 'metrics', kind: 'alertmanager', enabled: true, refresh_seconds: 60, last: null },
      { id: 'webhook', kind: 'webhook', enabled: true, refresh_seconds: null, last: null },
    ]);
  });

  it('work with HEALTH_ALERT_WEBHOOK_URL alone, and say so when they are tested', async () => {
    const { status, body } = await app.post('/health/integration/channels/webhook/test');
    expect(status).toBe(200);
    expect(body).toEqual({
      channel: 'webhook',
      message_id: expect.stringMatching(/^test_[0-9a-f-]{36}$/),
      duration_ms: expect.any(Number),
      outcome: 'delivered',
      error: null,
      retry_after_seconds: null,
    });
    const { body: sent, headers } = receiver.taken[0]!;
    expect(headers['webhook-id']).toBe(body.message_id);
    expect(new Webhook(SIGNING_SECRET).verify(sent, headers as Record<string, string>)).toMatchObject({
      type: 'alert.firing',
      data: {
        rule: 'test',
        severity: 'info',
        notification_reason: 'test',
        summary: expect.stringContaining('Nothing is wrong'),
        links: { page: expect.stringMatching(/^https:\/\/health\.example\/\?alert=test_/) },
      },
    });
    const { body: list } = await app.get('/health/integration/channels');
    expect(list.items.at(-1).last).toMatchObject({ outcome: 'delivered', error: null });
  });

  it('say why a test did not arrive, and nothing more', async () => {
    const away = await app.post('/health/integration/channels/away/test');
    expect(away.body).toMatchObject({ outcome: 'retry', error: expect.stringContaining('ECONNREFUSED') });
    receiver.misbehave(say(410, `no ${receiver.url}/canary4711`));
    const gone = await app.post('/health/integration/channels/webhook/test');
    expect(gone.body).toMatchObject({ outcome: 'gone', error: expect.stringContaining('answers 410') });
    expect(away.text + gone.text).not.toContain('canary');
  });

  it('are answered with a problem when there is none, or it is off', async () => {
    const none = await app.post('/health/integration/channels/nobody/test');
    expect(none.status).toBe(404);
    expect(none.body.errors).toEqual([
      { field: 'id', rule: 'the id of a channel in the settings', value: 'nobody' },
    ]);
    const off = await app.post('/health/integration/channels/off/test');
    expect([off.status, off.body.title]).toEqual([409, 'Channel is disabled']);
  });

  it('that hang hold up neither the others nor a stop', async () => {
    receiver.misbehave(hang);
    const waiting = app.post('/health/integration/channels/webhook/test').catch(() => null);
    expect((await app.post('/health/integration/channels/log/test')).body.outcome).toBe('delivered');
    expect(jsonOf((await app.get('/health/integration/channels')).text).items[0].last.outcome).toBe(
      'delivered',
    );
    await receiver.stop();
    await waiting;
  });
});
