import { SchedulerRegistry } from '@nestjs/schedule';
import { RunningApp, until } from '../../test/support/running-app.ts';
import { ScriptedPage } from '../../test/support/simulators/status-pages/scripted-page.ts';
import { listedIncident, PAGE_PATH, summary } from '../../test/support/status-page-world.ts';
import { incidentsSchema } from './incidents.schema.ts';

const TIMER = 'status-page-turn';
const INCIDENTS = '/health/integration/incidents';

describe('status pages in the running application', () => {
  const vendor = new ScriptedPage();

  beforeAll(async () => {
    await vendor.start();
    vendor.show('/v1/models', { object: 'list', data: [{ id: 'gpt-5-mini', object: 'model' }] });
    const since = new Date(Date.now() - 60_000).toISOString();
    vendor.show(PAGE_PATH, summary('operational', [listedIncident({ created_at: since })]));
  });

  afterAll(() => vendor.stop());

  const provider = (more: object = {}) => ({
    kind: 'openai',
    api_key: 'sk-test',
    base_url: `${vendor.origin}/v1`,
    ...more,
  });
  const status_page = { url: '', components: ['api'] };

  function start(monitoring: object = {}, more: object = {}): Promise<RunningApp> {
    const page = { ...status_page, url: vendor.origin + PAGE_PATH };
    const openai = provider({ status_page: page, models: ['gpt-5-mini'], ...more });
    return RunningApp.start({ monitoring, providers: { openai, anthropic: provider() } });
  }

  it('are read, shown with their provider, listed, and told in the timeline', async () => {
    const app = await start();
    try {
      const shown = await until(
        () => app.provider('openai'),
        ({ status, status_page: page }) => status === 'degraded' && page?.incidents.length === 1,
      );
      expect(shown).toMatchObject({
        reasons: [{ code: 'incident' }],
        usable: true,
        status_page: {
          status: 'major_outage',
          source_state: 'ok',
          incidents: [{ id: 'i1', resolved_at: null }],
        },
      });
      expect((await app.provider('anthropic')).status_page).toBeNull();

      const { body } = await app.get(INCIDENTS);
      const { items } = incidentsSchema.parse(body);
      expect(items).toMatchObject([
        { target: 'openai', title: 'Elevated errors', source: vendor.origin + PAGE_PATH },
      ]);
      const ofModel = await app.get(`${INCIDENTS}?target=openai%2Fgpt-5-mini`);
      expect(ofModel.body.items).toHaveLength(1);
      expect((await app.get(`${INCIDENTS}?target=anthropic`)).body).toEqual({ items: [] });

      const timeline = await until(
        () => app.get('/health/integration/timeline?target=openai'),
        ({ body: told }) => told?.incidents?.[0]?.vendor_notice !== undefined,
      );
      expect(timeline.body.incidents[0].vendor_notice.title).toBe('Elevated errors');
    } finally {
      await app.stop();
    }
  }, 20_000);

  it('refuse to list the incidents of a target that nobody watches, and fields that they do not know', async () => {
    const app = await start();
    try {
      const unknown = await app.get(`${INCIDENTS}?target=nobody`);
      expect(unknown.status).toBe(404);
      expect(unknown.body.errors).toMatchObject([{ field: 'target', value: 'nobody' }]);
      expect((await app.get(`${INCIDENTS}?from=now`)).status).toBe(400);
    } finally {
      await app.stop();
    }
  });

  it.each([
    ['there is a page', {}, {}, true],
    ['no provider has a page', {}, { status_page: undefined }, false],
    ['nothing is monitored', { enabled: false }, {}, false],
    ['its provider is switched off', {}, { enabled: false }, false],
  ])('turn a timer, or none: %s', async (_name, monitoring, more, isTurning) => {
    const app = await start(monitoring, more);
    const timers = app.app.get(SchedulerRegistry, { strict: false });
    expect(timers.doesExist('interval', TIMER)).toBe(isTurning);
    await app.stop();
    expect(timers.doesExist('interval', TIMER)).toBe(false);
  });
});
