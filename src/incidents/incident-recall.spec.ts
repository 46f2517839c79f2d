import { buildTarget } from '../../test/support/build.ts';
import { listedIncident, PAGE_PATH, StatusPageWorld, summary } from '../../test/support/status-page-world.ts';
import { HistoryWriter } from '../history/history-writer.ts';
import { MemoryHistoryStore } from '../history/stores/memory.store.ts';
import { IncidentRecall } from './incident-recall.ts';
import { IncidentSaver, INCIDENTS_PREFIX } from './incident-saver.ts';

const DAY_MS = 24 * 3_600_000;

/** Two lives of one process over one store: what the second knows it knows from the first. */
describe('what providers reported before a restart', () => {
  const store = new MemoryHistoryStore();
  let first: StatusPageWorld;
  let second: StatusPageWorld;
  let writer: HistoryWriter;
  const unreadable: string[] = [];

  beforeAll(() => store.open());
  afterAll(() => store.close());

  beforeEach(async () => {
    unreadable.length = 0;
    first = new StatusPageWorld();
    second = new StatusPageWorld();
    writer = new HistoryWriter({
      store,
      clock: first.clock,
      log: { log: () => {}, warn: () => {} },
      random: 0,
    });
    new IncidentSaver(first.log, writer).follow();
    await first.start();
  });

  afterEach(async () => {
    await Promise.all([first.stop(), second.stop()]);
    expect([...first.errors, ...second.errors]).toEqual([]);
  });

  const recallOver = (isMonitoring = true): IncidentRecall => {
    const { registry, log, clock } = second;
    const onUnreadable = (key: string) => void unreadable.push(key);
    return new IncidentRecall({
      store,
      registry,
      log,
      clock,
      isMonitoring: () => isMonitoring,
      onUnreadable,
    });
  };

  /** The first life ends, and the second begins with the page where it was. */
  async function restart(settings: object = {}, isMonitoring = true): Promise<void> {
    await writer.flush();
    second.clock.advance(first.clock.monotonicMs() + 1_000);
    const statusPage = { url: first.page.origin + PAGE_PATH, kind: null, components: ['api'], regions: [] };
    second.registry.watch([
      buildTarget({ settings: { statusPage: { ...statusPage, intervalMs: 60_000, ...settings } } }),
    ]);
    await recallOver(isMonitoring).recall();
  }

  async function begin(): Promise<void> {
    first.page.show(PAGE_PATH, summary('operational'));
    await first.turn();
    for (let i = 0; i < 3; i++) first.observe('server_error');
    first.page.show(PAGE_PATH, summary('major_outage', [listedIncident()]));
    await first.pass(60);
    expect(first.log.list()).toMatchObject([{ incident: { leadMs: 27_000, resolvedAt: null } }]);
  }

  it('is known, is held against them, and is no news', async () => {
    await begin();
    await restart();
    expect(second.state.conditions.incident).toBe('Elevated errors');
    expect(second.log.list()).toEqual(first.log.list());
    second.pages.apply(true);
    expect(second.state.statusPage).toMatchObject({
      sourceState: 'pending',
      incidents: [{ leadMs: 27_000 }],
    });
    await second.turn();
    expect(second.state.statusPage).toMatchObject({ sourceState: 'ok', incidents: [{ leadMs: 27_000 }] });
    expect(second.news).toEqual([]);
  });

  it('gives a lead time to a report that came while nobody watched', async () => {
    for (let i = 0; i < 3; i++) first.observe('server_error');
    await restart();
    second.pages.apply(true);
    first.page.show(PAGE_PATH, summary('major_outage', [listedIncident()]));
    await second.turn();
    expect(second.news).toMatchObject([{ kind: 'opened', incident: { leadMs: 27_000 } }]);
  });

  it('ends in the second life as it would have in the first', async () => {
    await begin();
    await restart();
    second.pages.apply(true);
    first.page.show(PAGE_PATH, summary('operational', [listedIncident({ status: 'resolved' })]));
    await second.turn();
    expect(second.news).toMatchObject([
      { kind: 'resolved', incident: { endedBy: 'resolved', leadMs: 27_000 } },
    ]);
    expect(second.state.conditions.incident).toBeNull();
  });

  it('is given up where its page is dead from the start', async () => {
    await begin();
    await restart();
    second.pages.apply(true);
    first.page.show(PAGE_PATH, 404);
    for (let hours = 0; hours < 7; hours++) {
      second.clock.advance(3_600_000);
      await second.turn();
    }
    expect(second.log.list()).toMatchObject([{ incident: { endedBy: 'source_dead' } }]);
    expect(second.state.conditions.incident).toBeNull();
  });

  it.each([
    ['another page is read', { url: 'https://other.example/api/v2/summary.json' }, true],
    ['nothing is monitored', {}, false],
  ])('has ended where %s', async (_when, settings, isMonitoring) => {
    await begin();
    await restart(settings, isMonitoring);
    expect(second.log.list()).toMatchObject([{ incident: { endedBy: 'not_watched' } }]);
    expect(second.state.conditions.incident).toBeNull();
  });

  it('has ended where nobody watched for a day', async () => {
    await begin();
    second.clock.advance(DAY_MS);
    await restart();
    expect(second.log.list()).toMatchObject([{ incident: { endedBy: 'expired' } }]);
  });

  it('is kept of the last hundred, and of all that last', async () => {
    const { events } = first.registry;
    const { state } = first;
    await begin();
    const [known] = first.log.list();
    for (let i = 0; i < 150; i++) {
      const incident = { ...known!.incident, id: `old-${i}`, reportedAt: i, resolvedAt: i + 1 };
      events.emit('incident.changed', { state, incident, kind: 'resolved', at: i });
    }
    await restart();
    const listed = second.log.list().map(({ incident }) => incident.id);
    expect(listed).toHaveLength(101);
    expect(listed.slice(0, 2)).toEqual(['i1', 'old-149']);
  });

  it('that cannot be read costs that past alone', async () => {
    await begin();
    for (const value of ['{"incidents":1}', 'not json']) {
      writer.saveState(`${INCIDENTS_PREFIX}${value.length}`, value);
    }
    await restart();
    expect(unreadable.toSorted()).toEqual([`${INCIDENTS_PREFIX}15`, `${INCIDENTS_PREFIX}8`].toSorted());
    expect(second.log.list()).toHaveLength(1);
  });
});
