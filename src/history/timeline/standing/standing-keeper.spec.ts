import { buildObservation } from '../../../../test/support/build.ts';
import { FakeClock } from '../../../../test/support/fake-clock.ts';
import { at, buildBatch, buildPart, buildTransition } from '../../../../test/support/history-api.ts';
import { registryOf, targetsOf } from '../../../../test/support/watched-targets.ts';
import type { HealthRegistry } from '../../../health/health-registry.ts';
import type { Status } from '../../../health/status.ts';
import { MemoryHistoryStore } from '../../stores/memory.store.ts';
import { GapLog } from '../gap-log.ts';
import { TimelineReader } from '../timeline-reader.ts';
import { NoVendorNotices } from '../vendor-notices.ts';
import { StandingKeeper } from './standing-keeper.ts';

const TURNS = 30;
const OUTAGE = { reasons: [{ code: 'timeout', message: 'no answer' }], blame: 'provider' } as const;

describe('the standing of targets', () => {
  let store: MemoryHistoryStore;
  let clock: FakeClock;
  let registry: HealthRegistry;
  let keeper: StandingKeeper;
  let warnings: number;

  beforeEach(() => {
    store = new MemoryHistoryStore();
    clock = new FakeClock();
    registry = registryOf(targetsOf({ openai: {}, anthropic: {} }), clock);
    warnings = 0;
    const gaps = new GapLog(store, clock.now());
    const timelines = new TimelineReader({ store, registry, gaps, notices: new NoVendorNotices() }, clock);
    const log = { log: () => {}, warn: () => void warnings++ };
    keeper = new StandingKeeper({ registry, store, gaps, timelines, log }, clock);
    keeper.listen();
  });

  afterEach(() => store.close());

  const openai = () => registry.get('openai')!;

  function becomes(status: Status): void {
    registry.publishVerdict(openai(), { status, ...OUTAGE }, null);
  }

  function observe(failure: 'timeout' | 'auth' | null): void {
    registry.publishObservation(openai(), buildObservation({ failure, at: clock.now() }), true);
  }

  function turnRound(): void {
    for (let turn = 0; turn < TURNS; turn++) keeper.tick();
  }

  it('is not known until the past was looked at', () => {
    observe(null);
    turnRound();
    expect(openai().standing).toBeNull();
  });

  it('counts what is kept and what came since', async () => {
    await store.open();
    await store.write(
      buildBatch({
        transitions: [
          buildTransition({ at: at('00:00:00') }),
          buildTransition({ at: at('03:00:00'), from: 'healthy', to: 'unhealthy' }),
          buildTransition({ at: at('03:30:00'), from: 'unhealthy', to: 'healthy' }),
        ],
        rollups: [
          buildPart(at('00:30:00'), [{}, { failure: 'network' }]),
          buildPart(at('03:50:00'), [{}, {}, {}]),
          buildPart(at('03:51:00'), [{ failure: 'timeout' }, { failure: 'auth' }], { set: 'calls' }),
        ],
      }),
    );
    becomes('healthy');
    await keeper.restore();
    expect(openai().standing).toEqual({
      availabilityPercent: { '1h': 75, '24h': 66.667 },
      uptimePercent: { '1h': 50, '24h': 87.5, '7d': 87.5, '30d': 87.5 },
    });
    observe('timeout');
    observe('auth');
    clock.advance(30 * 60_000);
    turnRound();
    expect(openai().standing).toEqual({
      availabilityPercent: { '1h': 60, '24h': 57.143 },
      uptimePercent: { '1h': 100, '24h': 88.889, '7d': 88.889, '30d': 88.889 },
    });
  });

  it('leaves out what we ourselves are to blame for', async () => {
    await store.open();
    await keeper.restore();
    const ours = buildObservation({ failure: 'network', blame: 'local', at: clock.now() });
    registry.publishObservation(openai(), ours, true);
    turnRound();
    expect(openai().standing?.availabilityPercent).toEqual({ '1h': null, '24h': null });
  });

  it('touches a target only when a figure changed', async () => {
    await store.open();
    await keeper.restore();
    becomes('healthy');
    observe(null);
    clock.advance(30_000);
    turnRound();
    const { revision } = registry;
    clock.advance(30_000);
    turnRound();
    observe(null);
    turnRound();
    expect(registry.revision).toBe(revision + 1);
    becomes('unhealthy');
    clock.advance(30_000);
    turnRound();
    expect(openai().standing?.uptimePercent['1h']).toBe(66.667);
    expect(registry.revision).toBe(revision + 3);
  });

  it('looks at each target once in thirty turns', async () => {
    await store.open();
    await keeper.restore();
    becomes('unhealthy');
    const shown = () => openai().standing?.uptimePercent['1h'] ?? null;
    let changes = 0;
    for (let turn = 0; turn < 2 * TURNS; turn++) {
      const before = shown();
      clock.advance(1_000);
      if (turn === 40) becomes('healthy');
      keeper.tick();
      if (shown() !== before) changes++;
    }
    expect(changes).toBeLessThanOrEqual(2);
    expect(changes).toBeGreaterThan(0);
  });

  it('tries again a while later when the store cannot be read, and shows after a minute what it has seen', async () => {
    becomes('healthy');
    observe(null);
    await keeper.restore();
    clock.advance(1_000);
    await keeper.restore();
    expect(warnings).toBe(1);
    turnRound();
    expect(openai().standing).toBeNull();
    clock.advance(60_000);
    turnRound();
    expect(openai().standing?.uptimePercent['30d']).toBe(100);

    await store.open();
    await store.write(
      buildBatch({ transitions: [buildTransition({ at: at('03:00:00'), to: 'unhealthy' })] }),
    );
    await keeper.restore();
    expect(openai().standing?.uptimePercent['1h']).toBeLessThan(5);
  });

  it('follows targets that come and go', async () => {
    await store.open();
    await keeper.restore();
    registry.watch(targetsOf({ openai: {}, google: { kind: 'google' } }));
    await keeper.restore();
    expect(registry.get('google')?.standing).not.toBeNull();
  });
});
