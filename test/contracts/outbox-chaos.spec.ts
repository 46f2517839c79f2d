import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AlertMessage } from '../../src/alerts/notification.ts';
import { TimerAlarm } from '../../src/alerts/outbox/alarm.ts';
import { Outbox } from '../../src/alerts/outbox/outbox.ts';
import { RetrySchedule } from '../../src/alerts/outbox/retry-schedule.ts';
import { WatchedAlertStore } from '../../src/alerts/outbox/watched-alert.store.ts';
import { SqlAlertStore } from '../../src/alerts/store/sql-alert.store.ts';
import { SystemClock } from '../../src/clock/clock.ts';
import { SqliteDatabase } from '../../src/history/database/sqlite-database.ts';
import { FixedChannels } from '../support/fixed-channels.ts';
import { JsonChannel } from '../support/json-channel.ts';
import { type Arrival, brokenPromises } from '../support/outbox-receivers.ts';
import { until } from '../support/running-app.ts';
import { NOTHING, resolved, sampleAlert, sampleMessage } from './alert-store-samples.ts';

/** Longer than a good answer takes on a busy machine: what comes later is sent again. */
const TIMEOUT_MS = 1_500;
const WAITS_MS = [10, 10, 20, 20, 40, 40, 80, 80, 160, 160];

type Behaviour = (response: ServerResponse, request: IncomingMessage) => void;

/** What a receiver does to a message that it has read. */
const CHAOS: Readonly<Record<string, Behaviour>> = {
  'answers 500': (response) => response.writeHead(500).end('oops'),
  'answers 429': (response) => response.writeHead(429, { 'retry-after': '0.2' }).end(),
  hangs: () => {},
  'drips its answer': (response) => {
    response.writeHead(200, { 'content-length': '100' });
    const timer = setInterval(() => response.write('.'), 20);
    response.on('close', () => clearInterval(timer));
  },
  'resets the connection': (_, request) => request.socket.resetAndDestroy(),
  'answers 200 with an error text': (response) => response.end('error: channel_not_found'),
};
const FINAL: Readonly<Record<string, Behaviour>> = {
  'sends elsewhere': (response) => response.writeHead(302, { location: '/good' }).end(),
  'refuses with 400': (response) => response.writeHead(400).end(),
  'is gone for good': (response) => response.writeHead(410).end(),
};

const alert = sampleAlert();
const FIRES = sampleMessage([alert], { id: 'fires', createdAt: Date.now() });
const ENDS = sampleMessage([resolved(alert)], { id: 'ends', reason: 'all_resolved', createdAt: Date.now() });

/** Attempts that end at their deadline come one after the other. */
const WITHIN_MS = 40_000;

function soon<T>(ask: () => T | Promise<T>, holds: (answer: T) => boolean): Promise<T> {
  return until(ask, holds, WITHIN_MS);
}

describe('over HTTP', () => {
  let server: Server;
  let database: SqliteDatabase;
  let outbox: Outbox;
  let store: WatchedAlertStore;
  let behaviour: Behaviour;
  const arrivals: Arrival[] = [];
  const asked: string[] = [];

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const channelId = (request.url ?? '').slice(1);
    asked.push(channelId);
    if (channelId === 'bad') return behaviour(response, request);
    arrivals.push({ channelId, message: JSON.parse(text) as AlertMessage });
    response.end('ok');
  }

  beforeEach(async () => {
    arrivals.length = 0;
    asked.length = 0;
    server = createServer((request, response) => void answer(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    database = SqliteDatabase.inMemory();
    const stored = new SqlAlertStore(database);
    const channels = ['bad', 'good', 'backup'].map((id) => new JsonChannel(id, `${origin}/${id}`));
    outbox = new Outbox({
      store: stored,
      channels: new FixedChannels(channels, { fallbacks: { bad: 'backup' }, timeoutMs: TIMEOUT_MS }),
      clock: new SystemClock(),
      schedule: new RetrySchedule(Math.random, WAITS_MS),
      alarm: new TimerAlarm(),
      log: { log: () => {}, warn: () => {} },
    });
    store = new WatchedAlertStore(stored, outbox);
    await outbox.start();
  });

  afterEach(async () => {
    await outbox.stop(100);
    await database.close();
    server.close();
    server.closeAllConnections();
  });

  const tell = (message: AlertMessage): Promise<void> => {
    const deliveries = ['bad', 'good'].map((channelId) => ({
      message,
      channelId,
      notBefore: message.createdAt,
    }));
    return store.commit({ ...NOTHING, deliveries });
  };
  const heardBy = (channelId: string): string[] =>
    arrivals.filter((each) => each.channelId === channelId).map(({ message }) => message.reason);
  const drained = () =>
    soon(
      () => outbox.describe().pending,
      (pending) => pending === 0,
    );

  describe.each(Object.entries(CHAOS))('a receiver that %s', (_name, chaos) => {
    it(
      'delays nobody else, has a second told, and hears of both in order once it is well',
      async () => {
        behaviour = chaos;
        await tell(FIRES);
        await soon(
          () => heardBy('good'),
          (heard) => heard.length === 1,
        );
        await soon(
          () => heardBy('backup'),
          (heard) => heard.length === 1,
        );
        expect(heardBy('backup')).toEqual(['failover']);
        await tell(ENDS);
        await soon(
          () => heardBy('good'),
          (heard) => heard.length === 2,
        );
        await soon(
          () => heardBy('backup'),
          (heard) => heard.length === 2,
        );
        const bad: Arrival[] = [];
        behaviour = (response, request) => {
          bad.push({ channelId: 'bad', message: { id: request.headers['webhook-id'] } as AlertMessage });
          response.end('ok');
        };
        await drained();
        expect(bad.length === 1 || bad.map(({ message }) => message.id).join() === 'fires,ends').toBe(true);
        expect(brokenPromises(arrivals, new Set([alert.id]))).toEqual([]);
        expect(outbox.describe().dead).toBe(0);
      },
      4 * WITHIN_MS,
    );
  });

  describe.each(Object.entries(FINAL))('a receiver that %s', (_name, chaos) => {
    it(
      'is asked once, is seen to have failed, and has a second told',
      async () => {
        behaviour = chaos;
        await tell(FIRES);
        await drained();
        expect(asked.filter((id) => id === 'bad')).toHaveLength(1);
        expect(heardBy('good')).toEqual(['first']);
        expect(heardBy('backup')).toEqual(['failover']);
        const { items } = await store.deliveries({ state: 'dead', channelId: null, limit: 10, after: null });
        expect(items).toMatchObject([
          { channelId: 'bad', attempts: 1, lastError: expect.stringMatching(/^HTTP [34]/) },
        ]);
      },
      4 * WITHIN_MS,
    );
  });

  it('a receiver that asks for patience is given it', async () => {
    const times: number[] = [];
    behaviour = (response, request) => {
      times.push(performance.now());
      if (times.length > 1) response.end('ok');
      else CHAOS['answers 429']!(response, request);
    };
    await tell(FIRES);
    await drained();
    expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(199);
  });
});
