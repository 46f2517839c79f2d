import { RunningApp, until } from '../support/running-app.ts';
import { type Fleet, startFleet } from '../support/simulators/fleet.ts';

const PATH = '/health/integration/observations';
const KEY = 'sk-simulator-0123456789';
const COMPLETIONS = { pathContains: '/chat/completions' };

/** What becomes of posted outcomes in the whole application, whose probes see a green models list. */
describe('posted evidence', () => {
  let fleet: Fleet;
  let app: RunningApp;

  beforeEach(async () => {
    fleet = await startFleet({ keys: [KEY], tokenDelayMs: 1 });
  });

  afterEach(async () => {
    await app.stop();
    await fleet.close();
  });

  async function start(more: object = {}): Promise<void> {
    app = await RunningApp.start(
      {
        egress: { enabled: false },
        providers: {
          openai: {
            kind: 'openai',
            base_url: fleet.baseUrls.openai,
            api_key: '${OPENAI_API_KEY}',
            interval_seconds: 30,
            ...more,
          },
        },
      },
      { OPENAI_API_KEY: KEY },
    );
    await until(
      () => app.provider('openai'),
      ({ status }) => status === 'healthy',
    );
  }

  const outcome = (more: object) => ({ target: 'openai', at: new Date().toISOString(), ...more });
  const fail = () => app.post(PATH, outcome({ ok: false, http_status: 500, latency_ms: 90 }));
  const succeed = () => app.post(PATH, outcome({ ok: true, latency_ms: 90 }));
  const openai = () => app.provider('openai');

  it('that fails makes the target unhealthy and opens its circuit, which a green list does not close', async () => {
    await start();
    const failing = await until(
      async () => {
        await fail();
        return openai();
      },
      ({ status, circuit }) => status === 'unhealthy' && circuit.state === 'open',
    );
    expect(failing.blame).toBe('provider');
    expect(failing.reasons.map(({ code }: { code: string }) => code)).toEqual(['server_error']);
    const green = await until(openai, ({ last_check: check }) => check.ok && check.at > failing.since);
    expect(green.status).toBe('unhealthy');
    // it is asked again and again, and the list stays green
    for (let i = 0; i < 3; i++) await app.check('openai');
    const after = await openai();
    expect(after.reasons.map(({ code }: { code: string }) => code)).toContain('probe_traffic_mismatch');
    expect(after).toMatchObject({ status: 'unhealthy', last_check: { ok: true } });
    expect(after.circuit.state).not.toBe('closed');
  }, 20_000);

  it('that succeeds again ends the outage', async () => {
    await start({ circuit: { reset_timeout_seconds: 1 } });
    for (let i = 0; i < 5; i++) await fail();
    expect((await openai()).status).toBe('unhealthy');
    const recovered = await until(
      async () => {
        await succeed();
        return openai();
      },
      ({ status, circuit }) => status === 'healthy' && circuit.state === 'closed',
    );
    expect(recovered).toMatchObject({ reasons: [], usable: true });
  }, 20_000);

  it('has a check run at once rather than after the interval', async () => {
    await start();
    const before = await openai();
    await fail();
    const confirmed = await until(openai, ({ last_check: check }) => check.at > before.last_check.at, 5_000);
    expect(confirmed.last_check.ok).toBe(true);
  }, 20_000);

  it('in one batch does what it would one by one, in whatever order it comes', async () => {
    await start();
    // what is older than the newest check drives nothing
    await until(openai, ({ last_check: check }) => Date.now() - Date.parse(check.at) > 200);
    const now = Date.now();
    const items = [10, 30, 20, 50, 40].map((agoMs) => ({
      target: 'openai',
      at: new Date(now - agoMs).toISOString(),
      // the three newest failed
      ok: agoMs > 30,
      ...(agoMs > 30 ? {} : { failure: 'server_error' }),
    }));
    await app.post(PATH, { items });
    expect(await openai()).toMatchObject({ status: 'unhealthy', consecutive_failures: 3 });
  });

  it('of an account at fault is told apart, and opens nothing', async () => {
    await start();
    const error = { error: { code: 'insufficient_quota', message: 'canary: what the user wrote' } };
    for (let i = 0; i < 2; i++) await app.post(PATH, outcome({ ok: false, http_status: 429, error }));
    const state = await openai();
    expect(state).toMatchObject({ status: 'unhealthy', blame: 'account', circuit: { state: 'closed' } });
    expect(state.reasons[0].code).toBe('quota_exhausted');
    expect(JSON.stringify(state)).not.toContain('canary');
  });

  it('of a caller at fault changes nothing', async () => {
    await start();
    await app.post(
      PATH,
      Array.from({ length: 20 }, () => outcome({ ok: false, http_status: 400 })),
    );
    const state = await openai();
    expect(state.status).toBe('healthy');
    expect(state.call_windows['1m']).toMatchObject({
      count: 20,
      failures: 0,
      by_failure: { bad_request: 20 },
    });
  });

  it('that is fresh and good spares a billed probe', async () => {
    await fleet.openai.setFault('500', COMPLETIONS);
    const generate = {
      model: 'gpt-5-mini',
      interval_seconds: 10,
      usd_per_million_input_tokens: 1,
      usd_per_million_output_tokens: 1,
    };
    app = await RunningApp.start(
      {
        egress: { enabled: false },
        providers: {
          openai: { kind: 'openai', base_url: fleet.baseUrls.openai, api_key: '${OPENAI_API_KEY}', generate },
        },
      },
      { OPENAI_API_KEY: KEY },
    );
    await succeed();
    const spared = await until(
      openai,
      ({ generate: state }) => state?.state === 'suppressed_by_traffic',
      15_000,
    );
    expect(spared.generate.calls_today).toBe(0);
  }, 30_000);
});
