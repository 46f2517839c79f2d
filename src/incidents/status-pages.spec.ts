import { listedIncident, PAGE_PATH, StatusPageWorld, summary } from '../../test/support/status-page-world.ts';
import { buildTarget } from '../../test/support/build.ts';
import { IncidentNotices } from './incident-notices.ts';

const HOUR_SECONDS = 3_600;

describe('the status page of a provider', () => {
  let world: StatusPageWorld;

  beforeEach(() => {
    world = new StatusPageWorld();
  });

  afterEach(async () => {
    await world.stop();
    expect(world.errors).toEqual([]);
  });

  async function watching(page: object | string | number, settings = {}): Promise<void> {
    await world.start(settings);
    world.page.show(PAGE_PATH, page);
    await world.turn();
  }

  const asked = (): number[] => world.page.requests.map(({ status }) => status);

  it('is pending before it was looked at, and shown as it says after', async () => {
    await world.start();
    expect(world.state.statusPage).toMatchObject({
      status: 'unknown',
      sourceState: 'pending',
      checkedAt: null,
    });
    world.page.show(PAGE_PATH, summary('operational'));
    await world.turn();
    expect(world.state.statusPage).toMatchObject({ status: 'operational', sourceState: 'ok', incidents: [] });
    expect(world.state.verdict.status).toBe('healthy');
  });

  describe('asks politely', () => {
    it('no sooner than once a minute, and only for what is new', async () => {
      await watching(summary('operational'));
      await world.pass(59);
      expect(asked()).toEqual([200]);
      await world.pass(1);
      expect(asked()).toEqual([200, 304]);
      expect(world.page.requests[1]?.ifNoneMatch).toMatch(/^"/);
      await world.pass(120);
      expect(asked()).toEqual([200, 304, 304, 304]);
    });

    it('ever later while it fails, and not before it is told to', async () => {
      await watching(503);
      await world.pass(119);
      expect(asked()).toHaveLength(1);
      world.page.headers = { 'retry-after': '600' };
      await world.pass(1);
      expect(asked()).toHaveLength(2);
      await world.pass(599);
      expect(asked()).toHaveLength(2);
      await world.pass(1);
      expect(asked()).toHaveLength(3);
    });

    it('not again at once when it is dropped and taken up', async () => {
      await watching(summary('operational'));
      world.pages.apply(false);
      world.pages.apply(true);
      await world.turn();
      expect(asked()).toEqual([200]);
    });
  });

  describe('is advice', () => {
    it('that degrades a provider, and never makes it unhealthy or unusable', async () => {
      await watching(summary('major_outage', [listedIncident()]));
      expect(world.state.verdict.status).toBe('degraded');
      expect(world.state.verdict.reasons).toEqual([
        { code: 'incident', message: 'the provider reports: Elevated errors' },
      ]);
      expect(world.state.isUsable).toBe(true);
      await world.pass(600);
      expect(world.state.verdict.status).toBe('degraded');
    });

    it('also where no incident is named', async () => {
      await watching(summary('partial_outage'));
      expect(world.state.verdict.reasons[0]?.message).toBe('the provider reports: API: partial outage');
    });

    it.each([['under_maintenance'], ['on_fire']])('not of %s', async (word) => {
      await watching(summary(word));
      expect(world.state.verdict.status).toBe('healthy');
    });

    it('that ends when the page says so', async () => {
      await watching(summary('operational', [listedIncident()]));
      expect(world.reasons).toEqual(['incident']);
      world.page.show(PAGE_PATH, summary('operational', [listedIncident({ status: 'resolved' })]));
      await world.pass(60);
      expect(world.state.verdict.status).toBe('healthy');
      expect(world.news.map(({ kind, incident }) => [kind, incident.endedBy])).toEqual([
        ['opened', null],
        ['resolved', 'resolved'],
      ]);
    });
  });

  describe('takes nothing back by silence', () => {
    beforeEach(() => watching(summary('operational', [listedIncident()])));

    it.each<[string, object | string | number, string]>([
      ['its source is dead', 404, 'dead'],
      ['it fails', 500, 'failing'],
      ['it shows HTML', '<html>Just a moment</html>', 'failing'],
      ['a list that was there is left out', { ...summary('operational'), incidents: undefined }, 'ok'],
      ['its list is empty while its component is not well', summary('on_fire'), 'ok'],
      ['its component is gone', { ...summary('operational'), components: [] }, 'ok'],
      ['a phase is not understood', summary('operational', [listedIncident({ status: 'pondering' })]), 'ok'],
    ])('when %s', async (_name, page, sourceState) => {
      world.page.show(PAGE_PATH, page);
      await world.pass(600);
      expect(world.reasons).toEqual(['incident']);
      expect(world.state.statusPage?.sourceState).toBe(sourceState);
    });

    it('but by a component that works and a list that names it no more', async () => {
      world.page.show(PAGE_PATH, summary('operational'));
      await world.pass(60);
      expect(world.reasons).toEqual([]);
      expect(world.news.at(-1)?.incident.endedBy).toBe('operational');
    });

    it('but by a day without a word', async () => {
      world.page.show(PAGE_PATH, summary('on_fire'));
      await world.pass(23 * HOUR_SECONDS);
      expect(world.state.statusPage?.incidents).toHaveLength(1);
      await world.pass(2 * HOUR_SECONDS);
      expect(world.news.at(-1)?.incident.endedBy).toBe('expired');
      expect(world.reasons).toEqual([]);
    }, 30_000);

    it('until nobody could read it for hours', async () => {
      world.page.show(PAGE_PATH, 404);
      await world.pass(7 * HOUR_SECONDS);
      expect(world.reasons).toEqual([]);
      expect(world.state.statusPage).toMatchObject({ status: 'unknown', sourceState: 'dead' });
      expect(world.news.at(-1)?.incident.endedBy).toBe('source_dead');
    });
  });

  it('is told of once for each change of its source, whatever the number of looks', async () => {
    await watching(404);
    await world.pass(HOUR_SECONDS);
    expect(world.sourceChanges).toEqual([
      { source: world.page.origin + PAGE_PATH, from: 'pending', to: 'dead', detail: 'the page answers 404' },
    ]);
    expect(world.state.verdict.status).toBe('healthy');
    world.page.show(PAGE_PATH, summary('operational'));
    await world.pass(HOUR_SECONDS);
    expect(world.sourceChanges.map(({ to }) => to)).toEqual(['dead', 'ok']);
  });

  it('shows a page that cannot be reached by its source state alone', async () => {
    await world.start({ url: 'http://127.0.0.1:9/api/v2/summary.json' });
    await world.turn();
    expect(world.state.statusPage).toMatchObject({ status: 'unknown', sourceState: 'failing' });
    expect(world.state.verdict.status).toBe('healthy');
  });

  describe('and our own evidence', () => {
    it('tells who was first: we, by the time from our detection to its report', async () => {
      await watching(summary('operational'));
      for (let i = 0; i < 3; i++) world.observe('server_error');
      expect(world.state.verdict.status).toBe('unhealthy');
      world.page.show(PAGE_PATH, summary('major_outage', [listedIncident()]));
      await world.pass(60);
      const [incident] = world.state.statusPage!.incidents;
      // Detected at the first failure, 04:00:03; reported at 04:00:30.
      expect(incident).toMatchObject({ detectedAt: Date.parse('2026-11-22T04:00:03.000Z'), leadMs: 27_000 });
    });

    it('tells who was first: the page, where its report came before our detection', async () => {
      await watching(summary('major_outage', [listedIncident({ created_at: '2026-11-22T03:59:00.000Z' })]));
      expect(world.state.statusPage?.incidents[0]).toMatchObject({ detectedAt: null, leadMs: null });
      world.observe('server_error');
      expect(world.state.statusPage?.incidents[0]?.leadMs).toBe(-63_000);
    });

    it('is not made of the page itself', async () => {
      await watching(summary('major_outage', [listedIncident()]));
      await world.pass(300);
      expect(world.state.statusPage?.incidents[0]?.detectedAt).toBeNull();
    });
  });

  describe('that is watched no more', () => {
    beforeEach(() => watching(summary('operational', [listedIncident()])));

    it('leaves no reason behind', () => {
      world.pages.apply(false);
      expect(world.state.statusPage).toBeNull();
      expect(world.state.verdict.status).toBe('healthy');
      expect(world.pages.isWatching).toBe(false);
    });

    it('ends with its provider, which is touched no more', () => {
      const { state } = world;
      const { revision } = state;
      world.registry.watch([buildTarget({ settings: { id: 'anthropic' } })]);
      expect(state.revision).toBe(revision);
      expect(world.news.at(-1)).toMatchObject({ kind: 'resolved', incident: { endedBy: 'not_watched' } });
    });
  });

  it('asks nothing after the end', async () => {
    await watching(summary('operational'));
    await world.pages.stop();
    await world.pass(120);
    expect(asked()).toEqual([200]);
  });

  it('gives the timeline what the provider reported of a time, for its models as well', async () => {
    await watching(summary('operational', [listedIncident()]));
    const notices = new IncidentNotices(world.log);
    const at = Date.parse('2026-11-22T04:00:30.000Z');
    const notice = { title: 'Elevated errors', startedAt: at, reportedAt: at, resolvedAt: null };
    expect(await notices.during('openai', { from: at, to: at + 1 })).toEqual([notice]);
    expect(await notices.during('openai/gpt-5-mini', { from: at, to: at + 1 })).toEqual([notice]);
    expect(await notices.during('openai', { from: at - 2, to: at })).toEqual([]);
    expect(await notices.during('anthropic', { from: at, to: at + 1 })).toEqual([]);
  });
});
