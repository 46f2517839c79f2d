import { type BellwetherClient, type ClientOptions, createClient, type Outcome } from '../../client/index.ts';
import { AdviceServer } from '../support/advice-server.ts';
import { until } from '../support/running-app.ts';

const QUICK = { retryMs: 10, maxRetryMs: 20, flushMs: 10, timeoutMs: 500, stream: false };

describe('a client that hands in outcomes', () => {
  let server: AdviceServer;
  let client: BellwetherClient;

  function connect(options: Partial<ClientOptions> = {}): BellwetherClient {
    client = createClient({ url: server.url, ...QUICK, ...options });
    return client;
  }

  const handedIn = (count: number) =>
    until(
      () => server.handed,
      (handed) => handed.length >= count,
    );
  const settles = () =>
    until(
      () => client.counts(),
      ({ queued }) => queued === 0,
    );

  beforeEach(async () => {
    server = new AdviceServer();
    await server.start();
  });

  afterEach(async () => {
    await client.close();
    await server.stop();
  });

  it('sends together what comes within the time, each with when it was', async () => {
    connect({ token: 'reader', ingestToken: 'writer' });
    client.report({ target: 'openai', ok: true, latency_ms: 412 });
    client.report({ target: 'openai', ok: false, http_status: 503, at: '2026-11-22T04:00:00.000Z' });
    await handedIn(1);
    const [first] = server.handed;
    expect(first).toMatchObject({
      authorization: 'Bearer writer',
      key: expect.stringMatching(/^[0-9a-f-]{36}$/),
      items: [
        { target: 'openai', ok: true, latency_ms: 412, at: expect.stringMatching(/^\d{4}-.*Z$/) },
        { target: 'openai', http_status: 503, at: '2026-11-22T04:00:00.000Z' },
      ],
    });
    await settles();
    expect(client.counts()).toEqual({ queued: 0, accepted: 2, rejected: 0, dropped: 0 });
  });

  it('sends so many at most at once, and does not wait where there are so many', async () => {
    connect({ flushMs: 60_000, batchSize: 3 });
    for (let i = 0; i < 6; i++) client.report({ target: 'openai', ok: true, request_id: `r${i}` });
    await handedIn(2);
    expect(server.handed.map(({ items }) => items.length)).toEqual([3, 3]);
    expect(new Set(server.handed.map(({ key }) => key)).size).toBe(2);
  });

  it('sends the same batch under the same key until it is taken in', async () => {
    server.refusals = [{ status: 500 }, 'reset', 'hang', { status: 429, headers: { 'retry-after': '0' } }];
    connect({ timeoutMs: 100 });
    client.report({ target: 'openai', ok: true });
    await handedIn(5);
    expect(new Set(server.handed.map(({ key }) => key)).size).toBe(1);
    await settles();
    expect(client.counts()).toMatchObject({ accepted: 1, dropped: 0 });
  });

  it('waits as long as the server asks', async () => {
    server.refusals = [{ status: 429, headers: { 'retry-after': '3600' } }];
    connect({ pollMs: 10 });
    client.report({ target: 'openai', ok: true });
    await handedIn(1);
    const polls = server.asked.length;
    await until(
      () => server.asked.length,
      (count) => count > polls + 10,
    );
    expect(server.handed).toHaveLength(1);
    expect(client.counts()).toMatchObject({ queued: 1, dropped: 0 });
  });

  it('counts what the server refuses, and does not send it again', async () => {
    connect();
    client.report({ target: 'openai', ok: true });
    client.report({ target: 'nobody', ok: true });
    await handedIn(1);
    await settles();
    expect(client.counts()).toEqual({ queued: 0, accepted: 1, rejected: 1, dropped: 0 });
    server.refusals = [{ status: 401 }];
    client.report({ target: 'openai', ok: true });
    await handedIn(2);
    await settles();
    expect(client.counts()).toMatchObject({ rejected: 2 });
    expect(server.handed).toHaveLength(2);
  });

  it('gives a batch up after so many tries, and goes on with the next', async () => {
    server.refusals = [{ status: 500 }, { status: 500 }, { status: 500 }];
    connect({ maxAttempts: 3, batchSize: 1 });
    client.report({ target: 'openai', ok: true });
    client.report({ target: 'qwen', ok: true });
    await handedIn(4);
    await settles();
    expect(client.counts()).toEqual({ queued: 0, accepted: 1, rejected: 0, dropped: 1 });
    expect(server.handed.at(-1)!.items[0]).toMatchObject({ target: 'qwen' });
  });

  it('drops the oldest where too many wait, and counts them', async () => {
    server.refusals = ['hang'];
    connect({ queueSize: 5, batchSize: 2, timeoutMs: 1_000 });
    for (let i = 0; i < 20; i++) client.report({ target: 'openai', ok: true, request_id: `r${i}` });
    expect(client.counts()).toMatchObject({ queued: 7, dropped: 13 });
    await handedIn(1);
    expect(server.handed[0]!.items.map(({ request_id }) => request_id)).toEqual(['r0', 'r1']);
  });

  it('sends what waits when it is closed', async () => {
    connect({ flushMs: 60_000 });
    client.report({ target: 'openai', ok: true });
    await client.close();
    expect(server.handed).toHaveLength(1);
    expect(client.counts()).toEqual({ queued: 0, accepted: 1, rejected: 0, dropped: 0 });
    client.report({ target: 'openai', ok: true });
    expect(client.counts()).toMatchObject({ queued: 0, dropped: 1 });
  });

  it('does not let a server that hangs hold up a close', async () => {
    server.refusals = ['hang'];
    connect({ timeoutMs: 100, maxAttempts: 1_000 });
    client.report({ target: 'openai', ok: true });
    await handedIn(1);
    server.isHanging = true;
    await client.close();
    expect(client.counts()).toEqual({ queued: 0, accepted: 0, rejected: 0, dropped: 1 });
  });

  it('never throws at who reports, whatever is reported', async () => {
    const errors: unknown[] = [];
    connect({ onError: (error) => errors.push(error) });
    const circular: Record<string, unknown> = { target: 'openai' };
    circular['error'] = circular;
    for (const wrong of [circular, null, undefined, { target: 1n }]) {
      expect(() => client.report(wrong as unknown as Outcome)).not.toThrow();
    }
    expect(errors).toHaveLength(2);
    client.report({ target: 'openai', ok: true });
    await handedIn(1);
  });

  it('bears an address where nobody is', async () => {
    const away = createClient({ ...QUICK, url: 'http://127.0.0.1:1', maxAttempts: 2, targets: ['mine'] });
    away.report({ target: 'mine', ok: true });
    await away.flush();
    expect(away.counts()).toMatchObject({ dropped: 1 });
    expect(away.pick()?.id).toBe('mine');
    await away.close();
  });
});
