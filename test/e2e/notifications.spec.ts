import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Outbox } from '../../src/alerts/outbox/outbox.ts';
import { AlertStore } from '../../src/alerts/store/alert-store.ts';
import {
  NOTHING,
  resolved,
  sampleAlert,
  sampleMessage,
  toChannel,
} from '../contracts/alert-store-samples.ts';
import { RunningApp, until } from '../support/running-app.ts';

const PATH = '/health/integration/notifications';

interface Received {
  readonly path: string;
  readonly id: string;
  readonly body: any;
}

describe('notifications of the running server', () => {
  const received: Received[] = [];
  const statuses = new Map<string, number>();
  let server: Server;
  let running: RunningApp;

  beforeAll(async () => {
    server = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk: Buffer) => (text += chunk.toString()));
      request.on('end', () => {
        const path = request.url ?? '';
        received.push({ path, id: String(request.headers['webhook-id']), body: JSON.parse(text) });
        response.writeHead(statuses.get(path) ?? 204).end();
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const channels = {
      oncall: { kind: 'webhook', url: `${origin}/oncall`, fallback: 'backup' },
      backup: { kind: 'webhook', url: `${origin}/backup` },
    };
    running = await RunningApp.start({ egress: { enabled: false }, providers: {}, alerts: { channels } });
    await until(() => running.app.get(Outbox).describe().isLoaded, Boolean);
  });

  afterAll(async () => {
    await running.stop();
    server.close();
  });

  const tell = (id: string, told = sampleAlert(), channelId = 'oncall'): Promise<void> => {
    const reason = told.state === 'resolved' ? 'all_resolved' : 'first';
    const message = sampleMessage([told], { id, reason, createdAt: Date.now() });
    return running.app
      .get(AlertStore)
      .commit({ ...NOTHING, alerts: [told], deliveries: [toChannel(message, channelId)] });
  };
  const shown = async (query: string): Promise<any[]> => (await running.get(`${PATH}?${query}`)).body.items;

  it('go over a real webhook, and a second one where the first is gone', async () => {
    statuses.set('/oncall', 410);
    await tell('msg_fires');
    const [dead] = await until(
      () => shown('state=dead'),
      (items) => items.length > 0,
    );
    expect(dead).toMatchObject({ id: 'msg_fires', channel: 'oncall', attempts: 1, reason: 'first' });
    const [copy] = await until(
      () => shown('state=delivered'),
      (items) => items.length > 0,
    );
    expect(copy).toMatchObject({ id: dead.followed_by, channel: 'backup', reason: 'failover' });
    expect(received.map(({ path, id, body }) => [path, id, body.type])).toEqual([
      ['/oncall', 'msg_fires', 'alert.firing'],
      ['/backup', copy.id, 'alert.firing'],
    ]);
  });

  it('are sent again by an operator once the receiver is back, and both hear of the end', async () => {
    statuses.delete('/oncall');
    received.length = 0;
    expect(await running.post(`${PATH}/msg_fires/retry`)).toMatchObject({ status: 202 });
    await until(
      () => shown('state=delivered&channel=oncall'),
      (items) => items.length === 1,
    );
    await tell('msg_ends', resolved(sampleAlert()));
    await until(
      () => shown('state=delivered'),
      (items) => items.length === 4,
    );
    const told = received.map(({ path, body }) => `${path} ${body.type}`);
    expect(told[0]).toBe('/oncall alert.firing');
    expect(told.slice(1).toSorted()).toEqual(['/backup alert.resolved', '/oncall alert.resolved']);
    expect((await running.post(`${PATH}/msg_fires/retry`)).status).toBe(409);
    expect((await running.post(`${PATH}/nothing/retry`)).status).toBe(404);
  });

  it('are counted where Prometheus looks', async () => {
    const { text } = await running.get('/metrics');
    expect(text).toContain('bellwether_notifications_delivered_total{channel="backup"} 2');
    expect(text).toContain('bellwether_notification_attempts_total{channel="oncall",outcome="gone"} 1');
  });
});

it('a provider that is down is told over a webhook, and once more when it is back', async () => {
  const told: string[] = [];
  const isUp = { provider: false };
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      if (request.url !== '/oncall') return response.writeHead(isUp.provider ? 200 : 503).end('{"data":[]}');
      const { type, data } = JSON.parse(text);
      told.push(`${type} ${data.target} ${data.rule}`);
      return response.end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const box = { kind: 'http', base_url: origin, interval_seconds: 1, timeout_seconds: 0.5 };
  const app = await RunningApp.start({
    egress: { enabled: false },
    providers: { box },
    alerts: {
      channels: { oncall: { kind: 'webhook', url: `${origin}/oncall` } },
      routes: [{ match: { severity: 'critical' }, channels: ['oncall'] }],
    },
  });
  await until(
    () => told,
    (all) => all.length > 0,
    20_000,
  );
  isUp.provider = true;
  await until(
    () => told,
    (all) => all.length > 1,
    20_000,
  );
  expect(told).toEqual(['alert.firing box target_unhealthy', 'alert.resolved box target_unhealthy']);
  await app.stop();
  server.close();
  server.closeAllConnections();
}, 60_000);
