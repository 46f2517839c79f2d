import type { StatusPageKind } from '../../src/settings/settings.ts';
import { StatusPageWorld } from '../support/status-page-world.ts';
import {
  PAGE_FORMATS,
  startPage,
  type ListeningPage,
} from '../support/simulators/status-pages/status-page.ts';
import type { PageId } from '../support/simulators/vendor.ts';

interface Traits {
  readonly kind: StatusPageKind;
  /** What one look asks for while nothing is wrong. */
  readonly asks: readonly string[];
  /** Whether it says what works, beside what happened. */
  readonly hasComponents: boolean;
  /** How it is known that an incident is over once the page has taken it back. */
  readonly endedBy: 'resolved' | 'operational';
  /** Components that matter; none for who does not say what an incident affects. */
  readonly components: readonly string[];
}

const API = ['api'];
const SUMMARY = '/api/v2/summary.json';
const INCIDENTS = '/api/v2/incidents.json';

const TRAITS: Readonly<Record<PageId, Traits>> = {
  statuspage: traits('statuspage', [SUMMARY], 'operational'),
  incident_io: traits('statuspage', [SUMMARY, INCIDENTS], 'resolved'),
  google_cloud: { ...traits('google', ['/incidents.json'], 'resolved'), hasComponents: false },
  instatus: {
    ...traits('instatus', ['/summary.json', '/v2/components.json'], 'operational'),
    components: [],
  },
  betterstack: traits('betterstack', ['/index.json'], 'resolved'),
  onlineornot: traits('onlineornot', ['/v1/status_pages/example/summary'], 'operational'),
  rss: { ...traits('rss', ['/feed.xml'], 'resolved'), hasComponents: false },
};

function traits(kind: StatusPageKind, asks: readonly string[], endedBy: Traits['endedBy']): Traits {
  return { kind, asks, hasComponents: true, endedBy, components: API };
}

const TITLE = 'Elevated errors';
const ID = 'incident-1';

describe.each(PAGE_FORMATS.map((format) => [format.id, format] as const))('a page of %s', (id, format) => {
  const { kind, asks, hasComponents, endedBy, components } = TRAITS[id];
  let world: StatusPageWorld;
  let page: ListeningPage;

  beforeEach(async () => {
    world = new StatusPageWorld();
    page = await startPage(format);
  });

  afterEach(async () => {
    await world.stop();
    await page.simulator.close();
    expect(world.errors).toEqual([]);
  });

  /** Over HTTP, as from outside. */
  async function tell(route: string, body?: object): Promise<void> {
    const [method, path] = route.split(' ') as [string, string];
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const response = await fetch(`${page.simulator.origin}/_sim/${path}`, init);
    expect([response.status, await response.text()]).toEqual([200, expect.any(String)]);
  }

  const at = (): string => new Date(world.clock.now()).toISOString();
  const open = (more: object = {}) =>
    tell('POST incidents', { title: TITLE, impact: 'major', at: at(), ...more });

  async function watching(settings: object = {}): Promise<void> {
    await world.start({ url: page.url, kind, components, ...settings });
    await world.turn();
  }

  const asked = () => page.simulator.requests.map(({ path, status }) => [path, status]);
  const each = (status: number) => asks.map((path) => [path, status]);
  const seen = () => world.state.statusPage!;

  it('is asked once a minute at most, and only for what is new', async () => {
    if (!hasComponents) await open({ components: ['web'] });
    await watching();
    expect(asked()).toEqual(each(200));
    expect(seen()).toMatchObject({ status: 'operational', sourceState: 'ok', incidents: [] });
    await world.pass(59);
    expect(asked()).toEqual(each(200));
    await world.pass(1);
    expect(asked()).toEqual([...each(200), ...each(304)]);
    await world.pass(120);
    expect(asked()).toEqual([...each(200), ...each(304), ...each(304), ...each(304)]);
    expect(seen()).toMatchObject({ status: 'operational', sourceState: 'ok' });
    await open();
    await world.pass(60);
    expect(asked().slice(4 * asks.length)).toContainEqual([expect.any(String), 200]);
    expect(seen().incidents).toHaveLength(1);
  });

  it('is known by its address or its first answer', async () => {
    await open();
    await watching({ kind: null });
    expect(seen()).toMatchObject({ sourceState: 'ok', incidents: [{ title: TITLE }] });
  });

  it('degrades its provider by an incident, also while it says that all works, until it is over', async () => {
    await watching();
    await open();
    await world.pass(60);
    expect(world.state.verdict).toMatchObject({
      status: 'degraded',
      reasons: [{ code: 'incident', message: `the provider reports: ${TITLE}` }],
    });
    expect(world.state.isUsable).toBe(true);
    await tell('POST incidents/update', { id: ID, phase: 'identified', at: at() });
    await world.pass(60);
    expect(world.reasons).toEqual(['incident']);
    await tell('POST incidents/resolve', { id: ID, at: at() });
    await world.pass(60);
    expect(world.state.verdict.status).toBe('healthy');
    expect(world.news.at(-1)).toMatchObject({ kind: 'resolved', incident: { endedBy } });
    expect(world.news.filter((news) => news.kind === 'opened')).toHaveLength(1);
  });

  it('tells later than we knew, or before', async () => {
    await watching();
    for (let i = 0; i < 3; i++) world.observe('server_error');
    const detectedAt = world.clock.now() - 2_000;
    await world.pass(10);
    await open();
    const leadMs = world.clock.now() - detectedAt;
    await world.pass(50);
    expect(seen().incidents).toMatchObject([{ detectedAt, leadMs }]);
    expect(leadMs).toBeGreaterThan(0);
    expect(world.log.list('openai')[0]?.incident).toMatchObject({ leadMs });
  });

  it.each([
    ['404', { fault: 'not_found' }, 'dead'],
    ['403', { fault: 'permission' }, 'dead'],
    ['410', { fault: 'custom', status: 410 }, 'dead'],
    ['another address', { fault: 'redirect' }, 'dead'],
    ['500', { fault: '500' }, 'failing'],
    ['429', { fault: '429' }, 'failing'],
    ['HTML', { fault: 'html_200' }, 'failing'],
    ['garbage', { fault: 'garbage' }, 'failing'],
    ['half of it', { fault: 'truncated' }, 'failing'],
    ['more than anybody needs', { fault: 'huge_body', bytes: 4_000_000 }, 'failing'],
    ['a reset', { fault: 'reset' }, 'failing'],
    ['null', { fault: 'custom', body: 'null', headers: { 'content-type': 'application/json' } }, 'failing'],
    ['another shape', { fault: 'custom', body: { foo: 1 } }, 'failing'],
  ])('takes nothing back when it answers with %s', async (_what, fault, sourceState) => {
    await open();
    await watching();
    expect(world.reasons).toEqual(['incident']);
    // Something is new, so that the page has more to say than "unchanged".
    await tell('POST incidents/update', { id: ID, phase: 'monitoring', at: at() });
    await tell('POST components', { id: 'web', status: 'degraded' });
    await tell('POST fault', fault);
    await world.pass(600);
    expect(world.reasons).toEqual(['incident']);
    expect(seen()).toMatchObject({ sourceState, incidents: [{ title: TITLE }] });
    expect(seen().sourceDetail).toMatch(/\S/);
    await tell('POST fault', { fault: 'ok' });
    await world.pass(1_900);
    expect(seen()).toMatchObject({ sourceState: 'ok', incidents: [{ title: TITLE }] });
  });

  it('that never worked says nothing of its provider', async () => {
    await tell('POST fault', { fault: 'not_found' });
    await watching();
    expect(seen()).toMatchObject({ status: 'unknown', sourceState: 'dead' });
    expect(world.state.verdict.status).toBe('healthy');
  });

  it('takes nothing back by a list that is empty', async () => {
    await open();
    await watching();
    await tell('DELETE incidents');
    if (hasComponents) await tell('POST components', { id: 'api', status: 'on_fire' });
    await world.pass(300);
    expect(world.reasons).toEqual(['incident']);
    expect(seen().incidents).toHaveLength(1);
  });

  it('does not take a word that nobody knows for good news', async () => {
    if (!hasComponents) {
      await open({ impact: 'apocalyptic' });
      await watching();
      expect(seen().incidents).toMatchObject([{ impact: 'unknown' }]);
      expect(world.reasons).toEqual(['incident']);
      return;
    }
    await tell('POST components', { id: 'api', status: 'on_fire' });
    await watching({ components: API });
    expect(seen()).toMatchObject({ status: 'unknown', sourceState: 'ok' });
    expect(world.state.verdict.status).toBe('healthy');
  });

  if (hasComponents)
    it('tells of its components alone', async () => {
      await watching({ components: API });
      await tell('POST components', { id: 'web', status: 'major_outage' });
      await world.pass(60);
      expect(world.reasons).toEqual([]);
      await tell('POST components', { id: 'api', status: 'major_outage' });
      await world.pass(60);
      expect(world.state.verdict.reasons[0]?.message).toBe('the provider reports: API: major outage');
      await tell('POST components', { id: 'api', status: 'operational' });
      await world.pass(60);
      expect(world.reasons).toEqual([]);
    });
});

describe('the simulators of status pages', () => {
  it('refuse what they do not know, and show what they say', async () => {
    const { simulator } = await startPage(PAGE_FORMATS[0]!);
    const tell = async (path: string, body: object) => {
      const response = await fetch(`${simulator.origin}/_sim/${path}`, {
        method: 'POST',
        body: JSON.stringify(body),
      });
      return [response.status, JSON.stringify(await response.json())];
    };
    expect(await tell('incidents', {})).toEqual([400, expect.stringContaining('title must be a text')]);
    expect(await tell('incidents/resolve', { id: 'x' })).toEqual([
      400,
      expect.stringContaining('no incident'),
    ]);
    expect(await tell('components', { id: 'x', status: 'y' })).toEqual([
      400,
      expect.stringContaining('api, web'),
    ]);
    expect(await tell('incidents', { title: 'Slow' })).toEqual([200, expect.stringContaining('Slow')]);
    await simulator.close();
  });
});
