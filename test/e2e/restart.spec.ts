import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunningApp, until } from '../support/running-app.ts';
import { type Fleet, startFleet } from '../support/simulators/fleet.ts';
import { type ListeningPage, startPage } from '../support/simulators/status-pages/status-page.ts';
import { statuspage } from '../support/simulators/status-pages/statuspage.simulator.ts';

/** Long enough that nothing is probed again by itself within the test. */
const settings = (fleet: Fleet, status_page?: object): Record<string, unknown> => ({
  defaults: { interval_seconds: 300, timeout_seconds: 2 },
  providers: {
    openai: { kind: 'openai', base_url: fleet.baseUrls.openai, api_key: 'demo-key', status_page },
    anthropic: { kind: 'anthropic', base_url: fleet.baseUrls.anthropic, api_key: 'demo-key', status_page },
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

  const start = (page?: object): Promise<RunningApp> =>
    RunningApp.start(settings(fleet, page), { DATABASE_URL: `file:${join(folder, 'history.db')}` });

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

  describe('of who reads status pages', () => {
    const INCIDENTS = '/health/integration/incidents';
    let listening: ListeningPage;

    beforeEach(async () => {
      listening = await startPage(statuspage);
      listening.page.openIncident({
        title: 'Elevated errors',
        at: new Date(Date.now() - 10_000).toISOString(),
      });
    });
    afterEach(() => listening.simulator.close());

    const reported = async (app: RunningApp): Promise<any[]> => (await app.get(INCIDENTS)).body.items;

    it('keeps the incidents, when we knew of them, and what they do to their provider', async () => {
      await fleet.openai.setFault('500');
      const page = { url: listening.url, components: ['api'] };
      const first = await start(page);
      const before = await until(
        () => reported(first),
        (items) => items.some(({ lead_seconds }) => lead_seconds !== null),
      );
      expect(before.map(({ target }) => target)).toEqual(['anthropic', 'openai']);
      const degraded = await until(
        () => first.provider('anthropic'),
        ({ status }) => status === 'degraded',
      );
      await first.stop();

      await listening.simulator.setFault('500');
      const second = await start(page);
      expect(await reported(second)).toEqual(before);
      expect(await second.provider('anthropic')).toMatchObject({
        status: 'degraded',
        since: degraded.since,
        reasons: [{ code: 'incident', message: 'the provider reports: Elevated errors' }],
        status_page: {
          source_state: expect.stringMatching(/pending|failing/),
          incidents: [{ id: 'incident-1' }],
        },
      });
      await second.stop();

      await listening.simulator.heal();
      listening.page.updateIncident('incident-1', 'resolved');
      const third = await start(page);
      const over = await until(
        () => reported(third),
        (items) => items.every(({ ended_by }) => ended_by !== null),
      );
      const whole = (items: any[]) =>
        items.map(({ target, lead_seconds, first_seen_at }) => [target, lead_seconds, first_seen_at]);
      expect(whole(over)).toEqual(whole(before));
      await third.stop();
    }, 30_000);

    it('ends what nobody reads any more', async () => {
      const first = await start({ url: listening.url, components: ['api'] });
      await until(
        () => reported(first),
        (items) => items.length === 2,
      );
      await first.stop();
      const second = await start();
      expect(await reported(second)).toMatchObject([
        { ended_by: 'not_watched' },
        { ended_by: 'not_watched' },
      ]);
      expect(await second.provider('anthropic')).toMatchObject({ status_page: null });
      expect((await second.provider('anthropic')).reasons).toEqual([]);
      await second.stop();
    });
  });
});
