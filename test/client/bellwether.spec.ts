import { type BellwetherClient, createClient } from '../../client/index.ts';
import { LiveApp } from '../support/live-app.ts';
import { until } from '../support/running-app.ts';

describe('a client of the real server', () => {
  let live: LiveApp;
  let client: BellwetherClient;
  const errors: unknown[] = [];
  const ids = (): string[] => client.rank().map(({ id }) => id);

  beforeAll(async () => {
    live = await LiveApp.start({}, { BELLWETHER_API_TOKENS: 'board:operate:let-me-in-please' });
    live.headers = { authorization: 'Bearer let-me-in-please' };
    for (const id of ['one', 'two']) await live.bring(id, 'healthy');
    const onError = (error: unknown): void => void errors.push(error);
    client = createClient({ url: live.url, token: 'let-me-in-please', onError, pollMs: 20 });
  });

  afterAll(async () => {
    await client.close();
    await live.stop();
  });

  it('mirrors the advice that a read would give', async () => {
    expect(await client.ready(10_000)).toBe(true);
    expect(client.state()).toBe('streaming');
    const { body } = await live.app.get('/health/integration/routing', live.headers);
    expect(client.rank().map(({ id, status }) => [id, status])).toEqual(
      body.candidates.map((candidate: any) => [candidate.id, candidate.status]),
    );
    expect(Object.keys(client.advice()!)).toEqual(Object.keys(body));
    expect(errors).toEqual([]);
  });

  it('follows an outage', async () => {
    await live.bring('one', 'unhealthy');
    await until(ids, (seen) => seen.join() === 'two');
    expect(client.advice()!.excluded).toMatchObject([{ id: 'one' }]);
    expect(client.pick()?.id).toBe('two');
  });

  it('hands in outcomes that count, and hears of those that cannot', async () => {
    for (let i = 0; i < 6; i++)
      client.report({ target: 'two', ok: true, http_status: 200, latency_ms: 80 + i });
    client.report({ target: 'two', ok: 'maybe' as unknown as boolean });
    await client.flush();
    expect(client.counts()).toEqual({ queued: 0, accepted: 6, rejected: 1, dropped: 0 });
    const { body } = await until(
      () => live.app.get('/health/integration/providers/two', live.headers),
      (answer) => answer.body.call_windows['5m'].count === 6,
    );
    expect(body.call_windows['5m']).toMatchObject({ failures: 0, latency_ms: { min: 80, max: 85 } });
  });

  it('makes the server take a target out of its advice by what it reports, and hears of that', async () => {
    for (let i = 0; i < 5; i++) client.report({ target: 'two', ok: false, http_status: 500 });
    await client.flush();
    await until(
      () => client.advice()!,
      ({ panic, excluded, candidates }) => panic || excluded.length === 2 || candidates[0]?.id !== 'two',
    );
    expect(client.pick()).not.toBeNull();
  });

  it('polls the same where it is told to', async () => {
    const polling = createClient({ url: live.url, token: 'let-me-in-please', stream: false, pollMs: 20 });
    expect(await polling.ready(10_000)).toBe(true);
    expect(polling.advice()?.candidates.map(({ id }) => id)).toEqual(ids());
    await polling.close();
  });

  it('is told why it is not let in, and goes on with what it was told', async () => {
    const told: unknown[] = [];
    const stranger = createClient({
      url: live.url,
      targets: ['one'],
      pollMs: 20,
      onError: (error) => told.push(error),
    });
    await until(
      () => told.length,
      (count) => count >= 2,
    );
    expect(String(told[0])).toContain('was answered 401');
    expect(stranger.pick()?.id).toBe('one');
    await stranger.close();
  });
});
