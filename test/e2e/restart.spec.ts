import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunningApp, until } from '../support/running-app.ts';
import { type Fleet, startFleet } from '../support/simulators/fleet.ts';

/** Long enough that nothing is probed again by itself within the test. */
const settings = (fleet: Fleet): Record<string, unknown> => ({
  defaults: { interval_seconds: 300, timeout_seconds: 2 },
  providers: {
    openai: { kind: 'openai', base_url: fleet.baseUrls.openai, api_key: 'demo-key' },
    anthropic: { kind: 'anthropic', base_url: fleet.baseUrls.anthropic, api_key: 'demo-key' },
  },
});

describe('a restart', () => {
  let folder: string;
  let fleet: Fleet;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bellwether-'));
    fleet = await startFleet();
  });

  afterEach(async () => {
    await fleet.close();
    await rm(folder, { recursive: true });
  });

  const start = (): Promise<RunningApp> =>
    RunningApp.start(settings(fleet), { DATABASE_URL: `file:${join(folder, 'history.db')}` });

  it('keeps windows, status, since when, circuit and the checks of before', async () => {
    await fleet.openai.setFault('500');
    const first = await start();
    await until(
      () => first.provider('openai'),
      ({ status }) => status === 'unhealthy',
    );
    await until(
      () => first.provider('anthropic'),
      ({ status }) => status === 'healthy',
    );
    const before = await first.provider('openai');
    await first.stop();
    await fleet.openai.setFault('hang');
    const second = await start();
    const after = await second.provider('openai');
    expect(after).toMatchObject({ status: 'unhealthy', blame: 'provider', since: before.since });
    expect(after.circuit).toMatchObject({ state: 'open', opened_at: before.circuit.opened_at });
    expect(after.windows['15m'].by_failure).toEqual(before.windows['15m'].by_failure);
    expect(after.recent_checks.length).toBeGreaterThanOrEqual(3);
    expect(await second.provider('anthropic')).toMatchObject({ status: 'healthy' });
    const history = await second.get('/health/integration/history?target=openai&outcome=failed');
    expect(history.body.items.length).toBeGreaterThanOrEqual(3);
    await second.stop();
  });
});
