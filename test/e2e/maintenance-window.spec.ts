import { LoopbackServer } from '../contracts/loopback-server.ts';
import { RunningApp, until } from '../support/running-app.ts';

const ALWAYS = { starts_at: '00:00', duration_seconds: 86_400, time_zone: 'UTC' };

describe('a maintenance window', () => {
  const server = new LoopbackServer();
  let app: RunningApp;

  beforeAll(async () => {
    server.answer = (_, response) => void response.end('{}');
    await server.start();
    const provider = { kind: 'http', base_url: `http://127.0.0.1:${server.port}` };
    app = await RunningApp.start({
      providers: { first: provider, second: provider },
      egress: { enabled: false },
    });
  });

  afterAll(async () => {
    await app.stop();
    await server.stop();
  });

  it('takes a provider out of the advice while it is open, says why, and gives it back', async () => {
    const advice = () => app.get('/health/integration/routing');
    await until(advice, ({ body }) => body.candidates.length === 2);
    const matchers = [{ name: 'provider', value: 'first' }];
    const silence = { matchers, schedule: ALWAYS, by: 'kim', comment: 'new region' };
    const made = await app.post('/health/integration/silences', silence);
    expect([made.status, made.body]).toEqual([201, expect.objectContaining({ id: expect.any(String) })]);
    const without = await until(advice, ({ body }) => body.candidates.length === 1);
    expect(without.body.candidates).toMatchObject([{ id: 'second' }]);
    expect(without.body.excluded).toMatchObject([{ id: 'first', reason: 'maintenance' }]);
    await app.request(`/health/integration/silences/${made.body.id}`, { method: 'DELETE' });
    await until(advice, ({ body }) => body.candidates.length === 2);
  });
});
