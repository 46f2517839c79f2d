import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  buildModelTarget,
  buildProvider,
  buildTarget,
  DEFAULT_THRESHOLDS,
} from '../../../test/support/build.ts';
import { type Answer, VirtualWorld } from '../../../test/support/virtual-world.ts';
import { ObservationPipeline } from '../../monitor/observation-pipeline.ts';
import type { Thresholds } from '../../settings/settings.ts';
import type { Target } from '../../targets/target.ts';
import type { HistoryStore } from '../history-store.ts';
import { HistoryWriter } from '../history-writer.ts';
import { MemoryHistoryStore } from '../stores/memory.store.ts';
import { SqliteHistoryStore } from '../stores/sqlite.store.ts';
import { Replay, type ReplayReport } from './replay.ts';

const MINUTE_MS = 60_000;
const SLACK_MS = 1_500;
const folder = mkdtempSync(join(tmpdir(), 'bellwether-replay-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ok: Answer = { failure: null, latencyMs: 200 };
const refused: Answer = { failure: 'server_error', latencyMs: 50 };

function provider(id: string, thresholds: Partial<Thresholds> = {}, models: string[] = []) {
  return buildProvider({ id, models, thresholds: { ...DEFAULT_THRESHOLDS, ...thresholds } });
}

function target(id: string, thresholds: Partial<Thresholds> = {}): Target {
  return buildTarget({ provider: provider(id, thresholds) });
}

interface Recording {
  readonly store: HistoryStore;
  readonly from: number;
  readonly to: number;
}

/** A world that lives for some minutes, its history written as in the server. */
async function record(
  targets: readonly Target[],
  minutes: number,
  answer: (target: Target, elapsedMs: number) => Answer,
  options: { store?: HistoryStore; during?: (world: VirtualWorld, elapsedMs: number) => void } = {},
): Promise<Recording> {
  const store = options.store ?? new MemoryHistoryStore();
  const startedMs = 1_000_000;
  const world = new VirtualWorld({ targets, answer: (each, atMs) => answer(each, atMs - startedMs) });
  const log = { log: () => {}, warn: (facts: object) => expect(facts).toBe('never') };
  const writer = new HistoryWriter({ store, clock: world.clock, log, random: 0.1 });
  writer.listen(world.events);
  const from = world.clock.now();
  for (let elapsedMs = 0; elapsedMs < minutes * MINUTE_MS; elapsedMs += 1_000) {
    options.during?.(world, elapsedMs);
    await world.runTo(elapsedMs + 1_000);
    if (elapsedMs % 10_000 === 0) await writer.tick();
  }
  await writer.flush();
  expect(world.listenerErrors).toEqual([]);
  return { store, from, to: world.clock.now() };
}

function replay({ store, from, to }: Recording, targets: readonly Target[]): Promise<ReplayReport> {
  const engine = new Replay(
    store,
    (registry, egress, clock) => new ObservationPipeline(registry, egress, clock),
  );
  return engine.run({ targets, from, to });
}

/** Of each row where both differ, for how long they do. */
function disagreements(report: ReplayReport): string[] {
  return report.rows.flatMap((row) => {
    const next = report.rows.find(({ at, targetId }) => targetId === row.targetId && at > row.at);
    const lastsMs = (next?.at ?? report.to) - row.at;
    const isSame = row.was === row.wouldHaveBeen || lastsMs <= SLACK_MS;
    return isSame ? [] : [`${row.targetId} ${row.was} / ${row.wouldHaveBeen} for ${lastsMs} ms: ${row.why}`];
  });
}

function outage(fromMinute: number, toMinute: number, during: Answer, id = 'openai') {
  return ({ provider: { id: asked } }: Target, elapsedMs: number): Answer => {
    const minute = elapsedMs / MINUTE_MS;
    return asked === id && minute >= fromMinute && minute < toMinute ? during : ok;
  };
}

describe('a replay with the same settings', () => {
  it('says what was, through outages, slowness, rate limits and flapping', async () => {
    const targets = [target('openai'), target('google'), target('qwen'), target('deepseek')];
    const troubles = [
      outage(5, 9, refused, 'openai'),
      outage(6, 14, { failure: null, latencyMs: 5_500 }, 'google'),
      outage(10, 10.4, { failure: 'rate_limited', latencyMs: 20, retryAfterMs: 90_000 }, 'qwen'),
      outage(17, 19, { failure: 'timeout', latencyMs: 20_000 }, 'qwen'),
      // Every other check or so.
      (asked: Target, elapsedMs: number): Answer =>
        elapsedMs % 70_000 < 35_000 ? outage(3, 20, refused, 'deepseek')(asked, elapsedMs) : ok,
    ];
    const answer = (asked: Target, elapsedMs: number): Answer =>
      troubles.map((each) => each(asked, elapsedMs)).find((each) => each !== ok) ?? ok;
    const recording = await record(targets, 40, answer);
    const report = await replay(recording, targets);
    const seen = new Set(report.rows.map(({ targetId, was }) => `${targetId} ${was}`));
    for (const expected of ['openai unhealthy', 'google degraded', 'qwen unhealthy', 'deepseek degraded']) {
      expect(seen).toContain(expected);
    }
    expect(disagreements(report)).toEqual([]);
    for (const { was, wouldHaveBeen } of report.targets) {
      expect(wouldHaveBeen.becameUnhealthy).toBe(was.becameUnhealthy);
      expect(wouldHaveBeen.becameDegraded).toBe(was.becameDegraded);
    }
  });

  it('says what was from a SQLite file too', async () => {
    const targets = [target('openai'), target('google')];
    const store = new SqliteHistoryStore(join(folder, 'replay.db'));
    const recording = await record(targets, 12, outage(4, 7, refused), { store });
    const report = await replay(recording, targets);
    await store.close();
    expect(report.targets[0]!.was.becameUnhealthy).toBe(1);
    expect(disagreements(report)).toEqual([]);
  });

  it('knows that it was our own network', async () => {
    const targets = [target('openai'), target('google'), target('qwen')];
    const cut = (elapsedMs: number): boolean => elapsedMs >= 5 * MINUTE_MS && elapsedMs < 9 * MINUTE_MS;
    // One is down before: after the cut it begins afresh, and need not recover.
    const answer = (asked: Target, elapsedMs: number): Answer =>
      cut(elapsedMs) ? { failure: 'network', latencyMs: 10 } : outage(2, 5, refused)(asked, elapsedMs);
    const during = (world: VirtualWorld, elapsedMs: number): void => {
      world.controls.online = !cut(elapsedMs);
    };
    const recording = await record(targets, 15, answer, { during });
    const report = await replay(recording, targets);
    const whys = report.rows.map(({ why }) => why);
    expect(whys).toContain('our own network is down');
    expect(whys.filter((why) => why.includes('since the outage'))).toEqual([]);
    expect(disagreements(report)).toEqual([]);
  });

  it('degrades a provider whose model is gone', async () => {
    const withModel = provider('openai', {}, ['gpt-5']);
    const targets = [buildTarget({ provider: withModel }), buildModelTarget(withModel, 'gpt-5')];
    const answer = (_: Target, elapsedMs: number): Answer => ({
      ...ok,
      models: elapsedMs > 4 * MINUTE_MS && elapsedMs < 8 * MINUTE_MS ? ['gpt-6'] : ['gpt-5'],
    });
    const recording = await record(targets, 12, answer);
    const report = await replay(recording, targets);
    expect(report.rows.map(({ targetId, was }) => `${targetId} ${was}`)).toContain('openai/gpt-5 unhealthy');
    expect(disagreements(report)).toEqual([]);
  });

  it('makes up the calls that are on record as counts alone, and says how many', async () => {
    const targets = [target('openai')];
    const failing = (elapsedMs: number): boolean => elapsedMs >= 5 * MINUTE_MS && elapsedMs < 8 * MINUTE_MS;
    const during = (world: VirtualWorld, elapsedMs: number): void => {
      const failure = failing(elapsedMs) ? ('server_error' as const) : null;
      world.report({ source: 'traffic', depth: 'traffic', failure, ok: failure === null });
    };
    const recording = await record(targets, 14, () => ok, { during });
    const report = await replay(recording, targets);
    // 14 minutes of one a second, less the five failures that were kept of each of three minutes.
    expect(report.madeUpCalls).toBe(14 * 60 - 3 * 5);
    const [openai] = report.targets;
    expect(openai!.was.becameUnhealthy).toBe(1);
    expect(openai!.wouldHaveBeen.becameUnhealthy).toBe(1);
    expect(openai!.wouldHaveBeen.minutes.unhealthy).toBeCloseTo(openai!.was.minutes.unhealthy, 0);
  });
});

describe('a replay with other settings', () => {
  it('shows that a higher failure threshold would not have called a moment an outage', async () => {
    const recording = await record([target('openai')], 10, outage(4, 4.1, refused));
    const report = await replay(recording, [target('openai', { failureThreshold: 6 })]);
    const [openai] = report.targets;
    expect(openai!.was.becameUnhealthy).toBe(1);
    expect(openai!.wouldHaveBeen.becameUnhealthy).toBe(0);
    expect(openai!.wouldHaveBeen.becameDegraded).toBeGreaterThan(0);
    const pairs = report.rows.map(({ was, wouldHaveBeen }) => `${was} / ${wouldHaveBeen}`);
    expect(pairs).toContain('unhealthy / degraded');
  });

  it('shows the slowness that a lower latency warning would have told', async () => {
    const slow = (_: Target, elapsedMs: number): Answer => ({
      failure: null,
      latencyMs: elapsedMs > 5 * MINUTE_MS ? 1_200 : 200,
    });
    const recording = await record([target('openai')], 12, slow);
    const report = await replay(recording, [target('openai', { latencyWarningMs: 1_000 })]);
    expect(report.targets[0]!.was.minutes.degraded).toBe(0);
    expect(report.targets[0]!.wouldHaveBeen.minutes.degraded).toBeGreaterThan(5);
    expect(
      report.rows.some(({ was, wouldHaveBeen }) => was === 'healthy' && wouldHaveBeen === 'degraded'),
    ).toBe(true);
  });
});

describe('what is on record', () => {
  it('is told where it begins late, or is missing', async () => {
    const recording = await record([target('openai')], 6, () => ok);
    const from = recording.from - 10 * MINUTE_MS;
    const report = await replay({ ...recording, from }, [target('google')]);
    expect(report.leftOut).toEqual(['openai']);
    expect(report.targets[0]!.coveredFrom).toBeNull();
    const known = await replay({ ...recording, from }, [target('openai')]);
    const { coveredFrom, wouldHaveBeen } = known.targets[0]!;
    expect(coveredFrom).toBeGreaterThan(from);
    expect(wouldHaveBeen.minutes.unknown).toBe(0);
  });
});
