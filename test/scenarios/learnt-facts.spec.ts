import { countsForCircuit } from '../../src/breakers/counted-observation.ts';
import { providerView } from '../../src/health/report/provider.view.ts';
import type { Notice } from '../../src/observations/notice.ts';
import { buildModelTarget, buildTarget } from '../support/build.ts';
import { VirtualWorld, type Answer } from '../support/virtual-world.ts';

const OK: Answer = { failure: null, latencyMs: 100 };
const STARTING: Answer = { failure: 'overloaded', latencyMs: 100, isStarting: true };
const REFUSED: Answer = { failure: 'network', latencyMs: 1 };
const DAY_MS = 24 * 3_600_000;

/** A provider with one model, which answers as the test says at each moment. */
function worldOf(answer: (atMs: number) => Answer) {
  const target = buildTarget({ id: 'llama', settings: { id: 'llama', kind: 'llamacpp', models: ['m'] } });
  const targets = [target, buildModelTarget(target.provider, 'm')];
  const startedMs = new VirtualWorld({ targets: [], answer: () => OK }).startedMs;
  const world = new VirtualWorld({ targets, answer: (_target, atMs) => answer(atMs - startedMs) });
  const heard: string[] = [];
  world.events.on('status.changed', ({ state, to }) => {
    if (state.target.model === null) heard.push(`${to.status} ${to.reasons[0]?.code ?? ''}`.trim());
  });
  world.events.on('version.changed', ({ from, to }) => heard.push(`version ${from} -> ${to}`));
  world.events.on('target.restarted', ({ state }) => heard.push(`restarted ${state.target.id}`));
  world.events.on('target.recovered', ({ state }) => {
    if (state.target.model === null) heard.push(`recovered ${state.target.id}`);
  });
  return { world, heard };
}

describe('a server that loads its model', () => {
  it('is starting and not of use, and never down, however long it takes', async () => {
    const { world, heard } = worldOf((atMs) => (atMs < 200_000 ? STARTING : { ...OK, models: ['m'] }));
    await world.runTo(190_000);
    const state = world.state('llama');
    expect(heard).toEqual(['degraded starting']);
    expect(state.verdict.reasons).toEqual([
      { code: 'starting', message: 'it answers, and is still starting' },
    ]);
    expect([state.isUsable, world.state('llama/m').isUsable]).toEqual([false, false]);
    expect(state.windows.checks('5m', world.clock.monotonicMs())).toMatchObject({ count: 0, failures: 0 });
    expect(state.lastCheck).toMatchObject({ ok: false, failure: 'overloaded', isStarting: true });
    expect(countsForCircuit(state, state.lastCheck!)).toBe(false);

    await world.runTo(240_000);
    expect(heard).toEqual(['degraded starting', 'healthy', 'recovered llama']);
    expect([state.isUsable, world.state('llama/m').isUsable]).toEqual([true, true]);
  });

  it('that was down before has to prove itself once it has loaded', async () => {
    const { world, heard } = worldOf((atMs) => {
      if (atMs < 25_000) return OK;
      if (atMs < 55_000) return REFUSED;
      return atMs < 110_000 ? STARTING : OK;
    });
    await world.runTo(119_000);
    expect(world.state('llama').verdict.reasons[0]?.code).toBe('starting');
    await world.runTo(121_000);
    expect(world.state('llama').verdict.reasons[0]?.code).toBe('recovering');
    await world.runTo(180_000);
    expect(heard).toEqual([
      'healthy',
      'degraded network',
      'unhealthy network',
      'degraded starting',
      'healthy',
      'recovered llama',
    ]);
  });

  it('that dies while it loads is down', async () => {
    const { world } = worldOf((atMs) => (atMs < 65_000 ? STARTING : REFUSED));
    await world.runTo(120_000);
    expect(world.state('llama').verdict).toMatchObject({ status: 'unhealthy', blame: 'provider' });
  });

  it('counts as started as soon as a call goes through', async () => {
    const { world } = worldOf(() => STARTING);
    await world.runTo(10_000);
    world.report({ targetId: 'llama', source: 'traffic', depth: 'traffic' });
    expect(world.state('llama').isUsable).toBe(true);
  });
});

describe('what is learnt of a server', () => {
  it('tells of a new version, and of a restart', async () => {
    const { world, heard } = worldOf((atMs) =>
      atMs < 45_000 ? { ...OK, version: '1.0', instanceId: 'a' } : { ...OK, version: '1.1', instanceId: 'b' },
    );
    await world.runTo(40_000);
    expect(heard).toEqual(['healthy']);
    await world.runTo(70_000);
    expect(heard).toEqual(['healthy', 'version 1.0 -> 1.1', 'restarted llama']);
    const state = world.state('llama');
    expect(state.version).toBe('1.1');
    expect(state.capabilities['restarted_at']).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  it('is no news when a check brings no version', async () => {
    const { world, heard } = worldOf((atMs) => (atMs < 45_000 ? { ...OK, version: '1.0' } : OK));
    await world.runTo(70_000);
    expect(heard).toEqual(['healthy']);
    expect(world.state('llama').version).toBe('1.0');
  });
});

describe('a model that its vendor gives up', () => {
  const listing = (world: () => VirtualWorld, at: number | null): Answer => {
    const dueFrom = at === null ? null : world().clock.now() + at - 14 * DAY_MS;
    const when = at === null ? null : world().clock.now() + at;
    const notice: Notice = {
      code: 'model_deprecated',
      message: 'm is shut down',
      at: when,
      dueFrom,
      model: 'm',
    };
    return { ...OK, models: ['m'], notices: [notice] };
  };

  const after = async (at: number | null) => {
    const made: ReturnType<typeof worldOf> = worldOf(() => listing(() => made.world, at));
    await made.world.runTo(35_000);
    return made.world;
  };

  it.each([
    ['months ahead', 90 * DAY_MS],
    ['without a date', null],
  ])('is a notice at provider and model, and no reason, %s', async (_when, at) => {
    const world = await after(at);
    for (const id of ['llama', 'llama/m']) {
      expect(world.state(id).verdict).toEqual({ status: 'healthy', reasons: [], blame: null });
      expect(world.state(id).notices).toMatchObject([{ code: 'model_deprecated', model: 'm' }]);
    }
    const view = providerView(world.state('llama'), [world.state('llama/m')], world.clock.monotonicMs());
    expect(view.notices).toMatchObject([{ code: 'model_deprecated', message: 'm is shut down', model: 'm' }]);
    expect(view.models[0]?.notices).toEqual(view.notices);
  });

  it.each([
    ['two weeks before its date', 13 * DAY_MS],
    ['after it', -DAY_MS],
  ])('degrades itself and not its provider %s', async (_when, at) => {
    const world = await after(at);
    expect(world.state('llama/m').verdict).toEqual({
      status: 'degraded',
      reasons: [{ code: 'model_deprecated', message: 'm is shut down' }],
      blame: 'account',
    });
    expect(world.state('llama').verdict.status).toBe('healthy');
  });
});

describe('a certificate that is about to end', () => {
  it('degrades its target, with the date in the reason', async () => {
    const notice: Notice = {
      code: 'certificate_expiring',
      message: 'the TLS certificate ends on 2026-11-30, in 8 days',
      at: Date.parse('2026-11-30T00:00:00Z'),
      dueFrom: 0,
      model: null,
    };
    const { world } = worldOf(() => ({ ...OK, notices: [notice] }));
    await world.runTo(5_000);
    expect(world.state('llama').verdict).toMatchObject({
      status: 'degraded',
      reasons: [{ code: 'certificate_expiring', message: notice.message }],
      blame: 'provider',
    });
  });
});
