import { AlertingApp } from '../support/alerting-app.ts';
import { FakeAlertStore } from '../support/fake-alert-store.ts';
import { until } from '../support/running-app.ts';

/** Nobody listens there. */
const REFUSING = 'http://127.0.0.1:9/v1';
const DOCUMENT = {
  providers: {
    openai: {
      kind: 'openai',
      name: 'OpenAI',
      base_url: REFUSING,
      interval_seconds: 5,
      timeout_seconds: 1,
      tags: ['chat'],
    },
  },
  services: { chat: { name: 'Chat', depends_on: [{ any_of: ['openai'] }] } },
  alerts: { channels: { oncall: { kind: 'log' } }, routes: [{ channels: ['oncall'] }] },
};

describe('alerts over the API', () => {
  const store = new FakeAlertStore();
  let app: AlertingApp;
  let id: string;

  beforeAll(async () => {
    app = await AlertingApp.start(DOCUMENT, store);
    const { body } = await until(
      () => app.get('alerts'),
      ({ body }) => body.items.some((alert: { notifications: object[] }) => alert.notifications.length > 0),
      20_000,
    );
    id = body.items[0].id;
  });

  afterAll(() => app.stop());

  it('show what is firing, with its evidence and who was told', async () => {
    const { status, body } = await app.get('alerts?state=firing&severity=critical&target=openai');
    expect(status).toBe(200);
    expect(body).toEqual({
      next_cursor: null,
      items: [
        {
          id,
          fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
          rule: 'target_unhealthy',
          severity: 'critical',
          target: 'openai',
          instance: '',
          title: 'OpenAI is unhealthy',
          summary: expect.stringContaining('3 of the last 3 checks failed'),
          blame: 'provider',
          status: 'unhealthy',
          tags: ['chat'],
          state: 'firing',
          since: expect.any(String),
          fired_at: expect.any(String),
          resolved_at: null,
          updated_at: expect.any(String),
          duration_seconds: expect.any(Number),
          evidence: expect.arrayContaining([
            {
              at: expect.any(String),
              message: expect.any(String),
              code: 'network',
              http_status: null,
              request_id: null,
            },
          ]),
          advice: { using: [] },
          links: {
            page: `/?alert=${id}`,
            acknowledge: `/health/integration/alerts/${id}/acknowledge`,
          },
          acknowledged: null,
          silenced_by: [],
          inhibited_by: [],
          suppressions: [],
          notifications: [
            {
              id: expect.stringMatching(/^msg_[0-9a-f]{40}$/),
              channel: 'oncall',
              reason: 'first',
              state: 'pending',
              attempts: 0,
              last_error: null,
              next_attempt_at: expect.any(String),
              delivered_at: null,
            },
          ],
          notification_reason: 'first',
          not_notified_because: null,
        },
      ],
    });
    expect((await app.get(`alerts/${id}`)).body.id).toBe(id);
    expect((await app.get('alerts?target=anthropic')).body.items).toEqual([]);
  });

  it('are acknowledged, until that expires or is taken back', async () => {
    const taken = await app.post(`alerts/${id}/acknowledge`, {
      by: 'kim',
      note: 'looking',
      expires_in_seconds: 3600,
    });
    expect(taken.status).toBe(200);
    expect(taken.body.acknowledged).toMatchObject({ by: 'kim', note: 'looking', sticky: false });
    await until(
      () => app.get(`alerts/${id}`),
      ({ body }) => body.notification_reason === 'acknowledged' && body.suppressions.length === 1,
    );
    const back = await app.delete(`alerts/${id}/acknowledge`);
    expect(back.body.acknowledged).toBeNull();
    await until(
      () => app.get(`alerts/${id}`),
      ({ body }) => body.notification_reason === 'acknowledgement_expired',
    );
  });

  it.each([
    [{}, 'by'],
    [{ by: ' ' }, 'by'],
    [{ by: 'kim', expires_at: '2020-01-01T00:00:00Z' }, 'expires_at'],
    [{ by: 'kim', expires_in_seconds: 0 }, 'expires_in_seconds'],
    [{ by: 'kim', who: 'x' }, 'who'],
  ])('refuse an acknowledgement %j', async (payload, field) => {
    const { status, body } = await app.post(`alerts/${id}/acknowledge`, payload);
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ field }]);
  });

  it('answer 404 and 400 for what there is not', async () => {
    expect((await app.get('alerts/alt_x')).status).toBe(404);
    expect((await app.post('alerts/alt_x/acknowledge', { by: 'kim' })).status).toBe(404);
    expect((await app.get('alerts?state=open')).status).toBe(400);
    expect((await app.get('alerts?cursor=abc')).body.errors).toMatchObject([{ field: 'cursor' }]);
    expect((await app.get('silences/sil_x')).status).toBe(404);
    expect((await app.delete('silences/sil_x')).status).toBe(404);
  });

  it('are silenced, and say by whom', async () => {
    const { status, body } = await app.post('silences', {
      matchers: [{ name: 'target', value: 'open(ai|router)', is_regex: true }],
      duration_seconds: 60,
      by: 'kim',
      comment: 'moving',
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({ state: 'active', schedule: null, by: 'kim' });
    await until(
      () => app.get(`alerts/${id}`),
      (answer) => answer.body.silenced_by.includes(body.id),
    );
    const ended = await app.delete(`silences/${body.id}`);
    expect(ended.body).toMatchObject({ state: 'expired' });
    expect((await app.get('silences?state=active')).body.items).toEqual([]);
    expect((await app.get('silences')).body.items).toMatchObject([{ id: body.id }]);
  });

  it('have maintenance windows that come again', async () => {
    const { status, body } = await app.post('silences', {
      matchers: [{ name: 'provider', value: 'openai' }],
      by: 'kim',
      schedule: { weekdays: [1], starts_at: '03:00', duration_seconds: 3600, time_zone: 'Europe/Berlin' },
    });
    expect(status).toBe(201);
    expect(body.until).toBeNull();
    expect(Date.parse(body.occurrence.to) - Date.parse(body.occurrence.from)).toBe(3_600_000);
    await app.delete(`silences/${body.id}`);
  });

  it.each([
    [{ matchers: [] }, 'matchers'],
    [{ matchers: [{ name: 'tagg', value: 'x' }] }, 'matchers.0.name'],
    [{ matchers: [{ name: 'tag', value: '(a+)+', is_regex: true }] }, 'matchers.0.value'],
    [{ duration_seconds: undefined }, 'until'],
    [{ duration_seconds: undefined, until: '2020-01-01T00:00:00Z' }, 'until'],
    [{ schedule: { starts_at: '25:00', duration_seconds: 60 } }, 'schedule.starts_at'],
    [{ schedule: { starts_at: '05:00', duration_seconds: 60, time_zone: 'Mars' } }, 'schedule.time_zone'],
  ])('refuse a silence %j', async (differing, field) => {
    const usual = { matchers: [{ name: 'tag', value: 'x' }], duration_seconds: 60, by: 'kim' };
    const { status, body } = await app.post('silences', { ...usual, ...differing });
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ field }]);
  });

  it('show in metrics', async () => {
    const text = await app.metrics();
    expect(text).toContain('bellwether_alerts_firing{severity="critical",rule="target_unhealthy"} 1\n');
    expect(text).toContain('bellwether_alert_messages_total{reason="first"} 1\n');
  });

  it('stand in the reference of the API', async () => {
    const { paths } = JSON.parse((await app.app.inject('/openapi.json')).body);
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining([
        '/health/integration/alerts',
        '/health/integration/alerts/{id}',
        '/health/integration/alerts/{id}/acknowledge',
        '/health/integration/silences',
        '/health/integration/silences/{id}',
      ]),
    );
  });

  it('say that they cannot be read while the store is away, but what is firing', async () => {
    store.fault = new Error('away');
    try {
      expect((await app.get('alerts?state=all')).status).toBe(503);
      const { status, body } = await app.get('alerts');
      expect(status).toBe(200);
      expect(body.items[0]).toMatchObject({ id, notifications: null, not_notified_because: null });
    } finally {
      store.fault = null;
    }
  });

  it('are taken up after a restart, and nobody is told again', async () => {
    await app.stop();
    const told = store.deliveriesByKey.size;
    app = await AlertingApp.start(DOCUMENT, store);
    const { body } = await app.get('alerts');
    expect(body.items.map((alert: { id: string }) => alert.id)).toContain(id);
    // Nothing is known of the target at first, which is no end; then it is seen to be down still.
    const seenAgain = Date.now();
    await until(
      () => app.get(`alerts/${id}`),
      (answer) => answer.body.state === 'firing' && Date.parse(answer.body.evidence[0].at) > seenAgain,
      20_000,
    );
    expect(store.deliveriesByKey.size).toBe(told);
  });
});
