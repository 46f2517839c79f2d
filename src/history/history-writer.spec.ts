import { allRecords, MINUTE, NOON, SECOND } from '../../test/contracts/history-store-samples.ts';
import { buildObservation, buildProvider, buildTarget } from '../../test/support/build.ts';
import { FakeClock } from '../../test/support/fake-clock.ts';
import { registryOf } from '../../test/support/watched-targets.ts';
import type { CircuitState } from '../health/circuit-state.ts';
import { CLOSED_CIRCUIT } from '../health/circuit-state.ts';
import type { Observation } from '../observations/observation.ts';
import { ALIVE_KEY, HistoryWriter } from './history-writer.ts';
import type { Rollup } from './rollup.ts';
import { MemoryHistoryStore } from './stores/memory.store.ts';

const OPEN: CircuitState = { ...CLOSED_CIRCUIT, state: 'open', openedAt: 1, retryAt: 2, reason: 'unhealthy' };

async function watching() {
  const clock = new FakeClock(new Date(NOON).toISOString());
  const store = new MemoryHistoryStore();
  const log = { log: () => {}, warn: () => {} };
  const writer = new HistoryWriter({ store, clock, log, random: 0.5 });
  const registry = registryOf([buildTarget({ provider: buildProvider() })], clock);
  const state = registry.get('openai')!;
  writer.listen(registry.events);
  await writer.flush();
  const observe = (overrides: Partial<Observation> = {}): Observation => {
    const observation = buildObservation({ at: clock.now(), ...overrides });
    registry.publishObservation(state, observation, true);
    return observation;
  };
  const minutes = (): Promise<Rollup[]> =>
    store.rollups({ targetId: 'openai', resolution: '1m', from: 0, to: NOON * 2 });
  return { clock, store, writer, registry, state, observe, minutes };
}

const CALL = { source: 'traffic', depth: 'traffic' } as const;

describe('the writer of history', () => {
  it('keeps each check as a record, with the status that it led to', async () => {
    const { writer, registry, state, observe, store } = await watching();
    observe();
    const failed = observe({ ok: false, failure: 'timeout', blame: 'provider', detail: 'no answer in 10 s' });
    registry.publishVerdict(
      state,
      { status: 'degraded', reasons: [{ code: 'timeout', message: 'no answer' }], blame: 'provider' },
      failed,
    );
    await writer.flush();
    expect(await allRecords(store)).toMatchObject([
      { status: 'unknown', failure: null, detail: null },
      { status: 'degraded', failure: 'timeout', detail: 'no answer in 10 s' },
    ]);
    expect(await store.transitions({ targetId: 'openai', from: 0, to: NOON + 1 })).toMatchObject([
      { from: 'unknown', to: 'degraded', blame: 'provider', reasons: [{ code: 'timeout' }], at: NOON },
    ]);
  });

  it('counts calls, and keeps of them only some failures of each minute as evidence', async () => {
    const { clock, writer, observe, store, minutes } = await watching();
    for (let i = 0; i < 20; i++) {
      observe(CALL);
      observe({ ...CALL, ok: false, failure: 'server_error', blame: 'provider' });
    }
    clock.advance(MINUTE);
    observe({ ...CALL, ok: false, failure: 'server_error', blame: 'provider' });
    await writer.flush();
    expect(await allRecords(store)).toHaveLength(6);
    expect((await minutes()).map(({ set, tally }) => [set, tally.ok, tally.failures])).toEqual([
      ['calls', 20, 20],
      ['calls', 0, 1],
    ]);
  });

  it('counts what comes late in its own minute, and leaves out what we are to blame for', async () => {
    const { clock, writer, observe, minutes } = await watching();
    observe();
    clock.advance(10 * MINUTE);
    await writer.tick();
    observe({ at: NOON + SECOND });
    observe({ blame: 'local', failure: 'network', ok: false });
    observe({ at: clock.now() + 5 * MINUTE });
    observe({ at: clock.now() - 13 * 60 * MINUTE });
    await writer.flush();
    expect((await minutes()).map(({ from, tally }) => [from, tally.count])).toEqual([
      [NOON, 2],
      [NOON + 10 * MINUTE, 1],
    ]);
    expect(writer.describe().lost.rollups).toBe(1);
  });

  it('writes the minute that is still open, again and again', async () => {
    const { clock, writer, observe, minutes } = await watching();
    for (let second = 0; second < 5; second++) {
      observe();
      await writer.tick();
      clock.advance(SECOND);
    }
    expect((await minutes()).map(({ tally }) => tally.count)).toEqual([5]);
    expect(writer.describe()).toMatchObject({ state: 'ok', queued: 0, lastError: null });
  });

  it('keeps circuits, spend and states', async () => {
    const { writer, registry, state, store } = await watching();
    registry.publishCircuit(state, OPEN);
    const spend = { targetId: 'openai', day: '2026-11-22', usd: 0.1, inputTokens: 3, outputTokens: 4 };
    writer.setSpend(spend);
    writer.saveState('circuit.openai', '{}');
    await writer.flush();
    expect(await store.circuits({ targetId: null, from: 0, to: NOON + 1 })).toMatchObject([
      { from: 'closed', to: 'open', forced: false, retryAt: 2, reason: 'unhealthy' },
    ]);
    expect(await store.spend('2026-11-22')).toEqual([spend]);
    expect(await store.state('circuit.openai')).toEqual({ key: 'circuit.openai', value: '{}', at: NOON });
  });

  it('leaves a sign of life, by which a restart sees how long nobody watched', async () => {
    const { clock, writer, store } = await watching();
    await writer.tick();
    clock.advance(3 * SECOND);
    await writer.tick();
    expect(await store.state(ALIVE_KEY)).toMatchObject({ at: NOON });
    clock.advance(3 * SECOND);
    await writer.tick();
    expect(await store.state(ALIVE_KEY)).toMatchObject({ at: NOON + 6 * SECOND });
  });

  it('writes what is left when it is stopped, and hears nothing more', async () => {
    const { writer, observe, store } = await watching();
    const written: number[] = [];
    const write = store.write.bind(store);
    store.write = (batch) => {
      written.push(batch.records.length);
      return write(batch);
    };
    observe();
    await writer.stop(1_000);
    observe();
    expect(written).toEqual([1]);
    expect(writer.describe().queued).toBe(0);
  });
});
