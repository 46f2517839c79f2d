import { buildBatch, buildPart } from '../../../test/support/history-api.ts';
import { buildObservation } from '../../../test/support/build.ts';
import { FakeClock } from '../../../test/support/fake-clock.ts';
import { registryOf, targetsOf } from '../../../test/support/watched-targets.ts';
import type { HealthRegistry } from '../../health/health-registry.ts';
import type { Observation } from '../../observations/observation.ts';
import type { HistoryStore } from '../history-store.ts';
import { MemoryHistoryStore } from '../stores/memory.store.ts';
import { explain } from './explanation.ts';
import { TREND_TURN_MS, TrendWatch } from './trend-watch.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const WARNING_MS = 2_000;

interface Watched {
  readonly clock: FakeClock;
  readonly registry: HealthRegistry;
  readonly watch: TrendWatch;
  readonly warnings: string[];
  /** Lets time pass in checks of every 30 s, with turns as in the server. */
  readonly live: (hours: number, check: (elapsedHours: number) => Partial<Observation>) => void;
}

function watching(
  store: HistoryStore = new MemoryHistoryStore(),
  ids: readonly string[] = ['openai'],
): Watched {
  const clock = new FakeClock('2026-11-22T04:00:00.000Z');
  const registry = registryOf(targetsOf(Object.fromEntries(ids.map((id) => [id, {}]))), clock);
  const warnings: string[] = [];
  const log = { log: () => {}, warn: (_: object, message: string) => void warnings.push(message) };
  const watch = new TrendWatch({ registry, store, clock, log });
  watch.listen();
  const live: Watched['live'] = (hours, check) => {
    const startedAt = clock.now();
    for (let second = 0; second < hours * 3_600; second++) {
      clock.advance(1_000);
      if (second % 30 === 0) {
        for (const state of registry.all()) {
          const at = { at: clock.now(), atMonotonicMs: clock.monotonicMs() };
          const outcome = check((clock.now() - startedAt) / HOUR_MS);
          const observation = buildObservation({ targetId: state.target.id, ...at, ...outcome });
          registry.publishObservation(state, observation, true);
        }
      }
      for (let ms = 0; ms < 1_000; ms += TREND_TURN_MS) watch.turn();
    }
  };
  return { clock, registry, watch, warnings, live };
}

/** The same numbers every time. */
function jitter(): () => number {
  let state = 42;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return 0.85 + (0.3 * state) / 2_147_483_647;
  };
}

describe('the trend of a target', () => {
  it('is degrading well before the threshold, where latency drifts by 40 % an hour from 300 ms', () => {
    const { registry, live, watch } = watching();
    const state = registry.get('openai')!;
    const noise = jitter();
    live(3, () => ({ latencyMs: 300 * noise() }));
    expect(state.trend).toBe('stable');
    let seenAtMs: number | null = null;
    live(5.7, (hours) => {
      const latencyMs = 300 * 1.4 ** hours;
      if (state.trend === 'degrading') seenAtMs ??= latencyMs;
      return { latencyMs: latencyMs * noise() };
    });
    expect(seenAtMs).not.toBeNull();
    expect(seenAtMs!).toBeLessThan(WARNING_MS / 2);
    const { verdict, reports } = watch.of(state);
    const thresholds = state.target.provider.thresholds;
    expect(explain(verdict, reports, thresholds)).toMatch(/^p95 latency of checks rises by \d+ ms an hour/);
  });

  it('is told as a change of the target, and null again when nothing is observed any more', () => {
    const { registry, live, clock, watch } = watching();
    const state = registry.get('openai')!;
    const heard: unknown[] = [];
    registry.events.on('target.updated', () => heard.push(state.trend));
    live(1.2, () => ({ latencyMs: 300 }));
    expect(state.trend).toBe('stable');
    expect(heard.at(-1)).toBe('stable');
    clock.advance(4 * HOUR_MS);
    for (let ms = 0; ms < MINUTE_MS; ms += TREND_TURN_MS) watch.turn();
    expect(state.trend).toBeNull();
    expect(heard.at(-1)).toBeNull();
  });

  it('is judged of checks and calls apart', () => {
    const { registry, live, watch, clock } = watching();
    const state = registry.get('openai')!;
    live(3, (hours) => {
      const at = { at: clock.now(), atMonotonicMs: clock.monotonicMs() };
      const latencyMs = 1_000 + 900 * hours;
      const call = buildObservation({ ...at, source: 'traffic', depth: 'traffic', latencyMs });
      registry.publishObservation(state, call, true);
      return { latencyMs: 300 };
    });
    const verdicts = watch
      .of(state)
      .reports.map(({ set, metric, trend }) => `${set} ${metric} ${trend?.verdict}`);
    expect(verdicts).toEqual([
      'checks latency_p95_ms stable',
      'checks latency_p50_ms stable',
      'checks error_rate_percent stable',
      'calls latency_p95_ms degrading',
      'calls latency_p50_ms degrading',
      'calls error_rate_percent stable',
    ]);
    expect(state.trend).toBe('degrading');
  });

  it('takes no notice of what we ourselves are to blame for', () => {
    const { registry, live, watch } = watching();
    live(3, () => ({ ok: false, failure: 'timeout', blame: 'local', latencyMs: null }));
    expect(watch.of(registry.get('openai')!).reports.every(({ samples }) => samples === 0)).toBe(true);
  });

  it('says where latency stands on average', () => {
    const { registry, live, watch } = watching();
    live(1, () => ({ latencyMs: 300 }));
    live(0.5, () => ({ latencyMs: 600 }));
    const [p95] = watch.of(registry.get('openai')!).reports;
    expect(p95!.movingAverage).toMatchObject({ '5m': 600, '15m': 600, '60m': 450 });
    expect(p95!.movingAverage.weighted).toBeGreaterThan(450);
    expect(p95!.movingAverage.weighted).toBeLessThan(600);
  });
});

/** Checks of 300 ms in each of these minutes. */
async function written(startAt: number, minutes: number, latencyMs = 300): Promise<HistoryStore> {
  const store = new MemoryHistoryStore();
  await store.open();
  const rollups = Array.from({ length: minutes }, (_, i) =>
    buildPart(startAt + i * MINUTE_MS, [{ latencyMs }, { latencyMs: latencyMs * 1.05 }]),
  );
  await store.write(buildBatch({ at: startAt, rollups }));
  return store;
}

describe('the past', () => {
  const START = Date.parse('2026-11-22T04:00:00.000Z');

  it('goes on after a restart: the first verdict comes with the first round', async () => {
    const store = await written(START - 3 * HOUR_MS, 180);
    const { registry, watch } = watching(store);
    await watch.readPasts();
    watch.turn();
    expect(registry.get('openai')!.trend).toBe('stable');
    expect(watch.of(registry.get('openai')!).reports[0]!.samples).toBe(36);
  });

  it('tells what is usual at this hour, and so that a flat latency is far above it', async () => {
    const store = await written(START - 4 * DAY_MS, 4 * 1_440 - 200);
    const { registry, watch, live } = watching(store);
    await watch.readPasts();
    live(1.5, () => ({ latencyMs: 700 }));
    const [p95] = watch.of(registry.get('openai')!).reports;
    expect(p95!.trend!.baseline).toMatchObject({ days: 4, verdict: 'degrading' });
    expect(p95!.trend!.baseline!.deviationPercent).toBeGreaterThan(100);
    expect(registry.get('openai')!.trend).toBe('degrading');
  });

  it('may be away: trends are judged all the same, and it is told once', async () => {
    const store = new MemoryHistoryStore();
    store.rollups = () => Promise.reject(new Error('the disk is gone'));
    const { registry, watch, live, warnings, clock } = watching(store);
    await watch.readPasts();
    clock.advance(2 * MINUTE_MS);
    await watch.readPasts();
    live(1.2, () => ({ latencyMs: 300 }));
    expect(registry.get('openai')!.trend).toBe('stable');
    expect(warnings).toEqual(['history cannot be read for trends, trying again']);
  });
});

describe('a round', () => {
  it('takes a minute, and a small share of the targets a turn', () => {
    const ids = Array.from({ length: 480 }, (_, i) => `p${i}`);
    const { registry, watch, live } = watching(new MemoryHistoryStore(), ids);
    live(1.2, () => ({ latencyMs: 300 }));
    const judged = (): number => [...registry.all()].filter(({ trend }) => trend !== null).length;
    expect(judged()).toBe(480);
    const fresh = watching(new MemoryHistoryStore(), ids);
    fresh.live(0.001, () => ({ latencyMs: 300 }));
    const since = (): number =>
      [...fresh.registry.all()].filter((state) => fresh.watch.of(state).reports.length > 0).length;
    const before = since();
    fresh.watch.turn();
    expect(since() - before).toBe(2);
    expect(watch.of(registry.get('p0')!).since).not.toBeNull();
  });
});
