import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import {
  NOTHING,
  resolved,
  sampleAlert,
  sampleMessage,
  toChannel,
} from '../../../test/contracts/alert-store-samples.ts';
import { failing, FakeChannel } from '../../../test/support/outbox-world.ts';
import { until } from '../../../test/support/running-app.ts';
import { ClockModule } from '../../clock/clock.module.ts';
import { MetricsText } from '../../metrics/metrics-text.ts';
import { openApiDocument } from '../../openapi/document.ts';
import { routesOf } from '../../openapi/routes.ts';
import { ProblemsModule } from '../../problems/problems.module.ts';
import { SettingsModule } from '../../settings/settings.module.ts';
import { SettingsSource } from '../../settings/settings-source.ts';
import type { AlertMessage } from '../notification.ts';
import { AlertChannels } from '../channels/alert-channels.ts';
import { AlertStore } from '../store/alert-store.ts';
import { NotificationsController } from './notifications.controller.ts';
import { OutboxModule } from './outbox.module.ts';
import { Outbox } from './outbox.ts';

const SILENT = { info: () => {}, warn: () => {}, error: () => {} };
const PATH = '/health/integration/notifications';
const channels = new Map(['oncall', 'backup'].map((id) => [id, new FakeChannel(id)]));
const oncall = channels.get('oncall')!;
const lookup = { get: (id: string) => channels.get(id) ?? null, close: async () => {} };

describe('the notifications of the API', () => {
  let folder: string;
  let app: NestFastifyApplication;
  const alert = sampleAlert();

  async function start(): Promise<void> {
    const env = { DATABASE_URL: `file:${join(folder, 'bellwether.db')}` };
    const document = {
      alerts: { channels: { oncall: { kind: 'log', fallback: 'backup' }, backup: { kind: 'log' } } },
    };
    const source = new SettingsSource({ document, env, watch: false, signals: null, log: SILENT });
    const module = await Test.createTestingModule({
      imports: [SettingsModule.forRoot(source), ClockModule, ProblemsModule, OutboxModule],
    })
      .overrideProvider(AlertChannels)
      .useValue(lookup)
      .compile();
    app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger: false });
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    await until(() => app.get(Outbox).describe().isLoaded, Boolean);
  }

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bellwether-outbox-'));
    oncall.answer = () => ({ kind: 'delivered' });
    oncall.accepted.length = 0;
    await start();
  });

  afterEach(async () => {
    await app.close();
    await rm(folder, { recursive: true, force: true });
  });

  const tell = async (message: Partial<AlertMessage>, told = alert): Promise<void> => {
    const made = sampleMessage([told], { createdAt: Date.now(), ...message });
    await app.get(AlertStore).commit({ ...NOTHING, alerts: [told], deliveries: [toChannel(made)] });
    app.get(Outbox).wake();
  };
  const list = async (query = '') => {
    const response = await app.inject(`${PATH}${query}`);
    return { status: response.statusCode, body: response.json() };
  };
  const settled = (state: string) =>
    until(
      () => list(`?state=${state}`),
      ({ body }) => body.items.length > 0,
    );
  const retry = async (id: string) => {
    const response = await app.inject({ method: 'POST', url: `${PATH}/${id}/retry` });
    return { status: response.statusCode, body: response.json() };
  };

  it('show what was told to whom, and when', async () => {
    await tell({ id: 'fires' });
    const { body } = await settled('delivered');
    expect(body).toEqual({
      items: [
        {
          id: 'fires',
          channel: 'oncall',
          state: 'delivered',
          reason: 'first',
          attempts: 1,
          last_error: null,
          last_attempt_at: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/),
          next_attempt_at: null,
          delivered_at: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/),
          created_at: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/),
          group_key: 'group-1',
          alerts: [
            { id: 'alert-1', fingerprint: 'print-alert-1', title: 'OpenAI is unhealthy', state: 'firing' },
          ],
          followed_by: null,
        },
      ],
      next_cursor: null,
    });
  });

  it('are found by state and channel, page by page', async () => {
    for (const id of ['m1', 'm2', 'm3']) await tell({ id });
    await until(
      () => list('?state=delivered'),
      ({ body }) => body.items.length === 3,
    );
    const first = await list('?limit=2&channel=oncall');
    expect(first.body.items.map(({ id }: { id: string }) => id)).toEqual(['m3', 'm2']);
    const second = await list(`?limit=2&cursor=${first.body.next_cursor}`);
    expect(second.body).toMatchObject({ items: [{ id: 'm1' }], next_cursor: null });
    expect((await list('?channel=nobody')).body.items).toEqual([]);
    expect((await list('?state=dead')).body.items).toEqual([]);
  });

  it.each([
    ['?state=lost', 'state', 'one of pending|delivered|dead|collapsed|all'],
    ['?limit=0', 'limit', '>= 1'],
    ['?cursor=nonsense', 'cursor', 'next_cursor of the page before'],
    ['?stat=dead', 'stat', 'unknown key; did you mean state?'],
  ])('refuse %s by field, rule and value', async (query, field, rule) => {
    expect(await list(query)).toMatchObject({ status: 400, body: { errors: [{ field, rule }] } });
  });

  it('are sent again when somebody asks, those that were given up as well', async () => {
    oncall.answer = () => ({ kind: 'refused', error: 'HTTP 400', retryAfterMs: null });
    await tell({ id: 'dead', reason: 'test' });
    await settled('dead');
    oncall.answer = () => ({ kind: 'delivered' });
    expect(await retry('dead')).toEqual({ status: 202, body: { id: 'dead', status: 'retrying' } });
    const { body } = await settled('delivered');
    expect(body.items).toMatchObject([{ id: 'dead', attempts: 2, last_error: 'HTTP 400' }]);
  });

  it('are not sent again when they are delivered, unknown, or over', async () => {
    oncall.answer = () => ({ kind: 'refused', error: 'HTTP 400', retryAfterMs: null });
    await tell({ id: 'dead', reason: 'test' });
    await settled('dead');
    oncall.answer = () => ({ kind: 'delivered' });
    await tell({ id: 'ends', reason: 'all_resolved' }, resolved(alert));
    await settled('delivered');
    expect(await retry('ends')).toMatchObject({ status: 409, body: { title: 'Not to be sent again' } });
    expect(await retry('dead')).toMatchObject({
      status: 409,
      body: { detail: expect.stringMatching(/over$/) },
    });
    expect(await retry('nothing')).toMatchObject({
      status: 404,
      body: { errors: [{ field: 'id', value: 'nothing' }] },
    });
  });

  it('go on after a restart of the whole', async () => {
    oncall.answer = () => failing();
    await tell({ id: 'fires' });
    await until(
      () => list('?state=pending'),
      ({ body }) => body.items[0]?.attempts > 0,
    );
    oncall.answer = () => ({ kind: 'delivered' });
    await app.close();
    await start();
    await settled('delivered');
    expect(oncall.accepted.map(({ id }) => id)).toEqual(['fires']);
  });

  it('are counted in the metrics', async () => {
    await tell({ id: 'fires' });
    await settled('delivered');
    const text = (await app.get(MetricsText).all()).toString();
    expect(text).toContain('bellwether_notifications_delivered_total{channel="oncall"} 1');
    expect(text).toContain('bellwether_notification_attempts_total{channel="oncall",outcome="delivered"} 1');
    expect(text).toContain('bellwether_notifications_pending{channel="backup"} 0');
    expect(text).toMatch(/^bellwether_notifications_dead 0$/m);
    expect(text).toMatch(/^bellwether_notifications_oldest_pending_seconds 0$/m);
  });

  it('stand in the API reference', () => {
    const { paths } = openApiDocument(routesOf(NotificationsController), '0.1.0') as { paths: object };
    expect(Object.keys(paths)).toEqual([PATH, `${PATH}/{id}/retry`]);
  });
});
