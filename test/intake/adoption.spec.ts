import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { otlpSpan, otlpTrace } from '../support/otlp.ts';
import { RunningApp, until } from '../support/running-app.ts';
import { type Fleet, startFleet } from '../support/simulators/fleet.ts';

const PATH = '/health/integration/observations';
const KEY = 'sk-simulator-0123456789';

describe('targets that callers name and the settings do not', () => {
  let folder: string;
  let fleet: Fleet;
  let app: RunningApp;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bellwether-'));
    fleet = await startFleet({ keys: [KEY] });
    app = await start();
  });

  afterEach(async () => {
    await app.stop();
    await fleet.close();
    await rm(folder, { recursive: true });
  });

  function start(more: Record<string, unknown> = {}): Promise<RunningApp> {
    const openai = { kind: 'openai', base_url: fleet.baseUrls.openai, api_key: KEY, critical: true };
    return RunningApp.start(
      { egress: { enabled: false }, providers: { openai }, intake: { adopt: true }, ...more },
      { DATABASE_URL: `file:${join(folder, 'history.db')}` },
    );
  }

  const fail = (target: string, count: number) =>
    app.post(
      PATH,
      Array.from({ length: count }, () => ({ target, ok: false, failure: 'server_error', http_status: 500 })),
    );

  it('are watched from their first call on, and never probed', async () => {
    const answer = await app.post(PATH, { target: 'Groq/llama-4', ok: true, latency_ms: 300 });
    expect(answer.body).toEqual({ accepted: 1, rejected: [] });
    const groq = await app.provider('groq');
    expect(groq).toMatchObject({
      id: 'groq',
      kind: 'unknown',
      adopted: true,
      status: 'healthy',
      last_check: null,
    });
    expect(groq.call_windows['1m'].count).toBe(1);
    const check = await app.check('groq');
    expect(check.status).toBe(409);
    expect((await app.get('/health/integration/unknown-targets')).body.items).toEqual([]);
  });

  it('have the kind of their vendor, and are found again by their host', async () => {
    const attributes = {
      'gen_ai.provider.name': 'deepseek',
      'gen_ai.operation.name': 'chat',
      'server.address': 'api.deepseek.com',
    };
    await app.post('/v1/traces', otlpTrace(otlpSpan({ attributes }), otlpSpan({ attributes })));
    expect(await app.provider('deepseek')).toMatchObject({ kind: 'deepseek', adopted: true });
    expect((await app.provider('deepseek')).call_windows['1m'].count).toBe(2);
  });

  it('have a health of their own and no part in that of the whole', async () => {
    await until(
      () => app.provider('openai'),
      ({ status }) => status === 'healthy',
    );
    await fail('groq', 4);
    expect(await app.provider('groq')).toMatchObject({ status: 'unhealthy', circuit: { state: 'open' } });
    const { body } = await app.get('/health/integration');
    expect(body.status).toBe('healthy');
    expect(body.summary).toMatchObject({ total: 2, unhealthy: 1 });
  });

  it('survive a restart, with what is known of them', async () => {
    await fail('groq', 4);
    await app.stop();
    app = await start();
    const groq = await app.provider('groq');
    expect(groq).toMatchObject({ adopted: true, status: 'unhealthy', kind: 'unknown' });
    expect(groq.call_windows['15m'].failures).toBe(4);
  });

  it('are gone where the settings no longer want them', async () => {
    await fail('groq', 1);
    await app.stop();
    app = await start({ intake: { adopt: false } });
    expect((await app.get('/health/integration/providers/groq')).status).toBe(404);
    const answer = await fail('groq', 1);
    expect(answer.status).toBe(400);
  });

  it('are the settings own once those name them', async () => {
    await fail('groq', 4);
    await app.stop();
    const groq = { kind: 'openai_compatible', base_url: fleet.baseUrls.openai, api_key: KEY };
    app = await start({ providers: { groq } });
    const target = await until(
      () => app.provider('groq'),
      ({ last_check: check }) => check !== null,
    );
    expect(target).toMatchObject({ adopted: false, kind: 'openai_compatible' });
  });
});
