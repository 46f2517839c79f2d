import { RoutingWorld } from '../../../test/support/routing-world.ts';
import type { Advice } from '../advice/advice.ts';
import { readyToPick } from '../advice/snapshot.ts';
import { ChangeLog, type ChangesQuestion } from './change-log.ts';

const ALL: ChangesQuestion = { pool: null, target: null, at: null, before: null, limit: 100 };

describe('the log of changes', () => {
  it('tells who left, who came back, why, and where calls went', async () => {
    const world = new RoutingWorld({
      answer: ({ id }, atMs) => ({
        failure: id === 'openai' && atMs > 60_000 && atMs < 120_000 ? 'server_error' : null,
        latencyMs: 100,
      }),
    });
    await world.runTo(300);
    const lines = world.changes.flatMap(({ moved }) =>
      moved.filter(({ id }) => id === 'openai').map(({ why, to }) => (to === null ? `out: ${why}` : why)),
    );
    expect(lines[0]).toBe('new in the pool');
    expect(lines).toContainEqual(
      expect.stringMatching(/^out: left out, circuit_open: 3 of the last 3 checks failed/),
    );
    expect(lines).toContainEqual(expect.stringMatching(/^back, was left out for /));
    expect(lines.at(-1)).toMatch(/^slow start from /);
    const out = world.changes.find(({ moved }) =>
      moved.some(({ id, to }) => id === 'openai' && to === null),
    )!;
    expect(out.using).toEqual([
      { id: 'anthropic', share: 0.5 },
      { id: 'google', share: 0.5 },
    ]);
  });

  it('has no line for the daily up and down', async () => {
    let step = 0;
    const world = new RoutingWorld({ answer: () => ({ failure: null, latencyMs: 100 + (step++ % 4) }) });
    await world.runTo(400);
    const told = world.changes.length;
    await world.runTo(700);
    expect(world.board.current.seq).toBeGreaterThan(told);
    expect(world.changes.length).toBe(told);
  });

  it('knows what was in force at a time, and keeps the newest', () => {
    const log = new ChangeLog(10);
    const advice = (isPanic: boolean): Advice => ({
      pool: 'p',
      strategy: 'balanced',
      isPanic,
      isCapped: false,
      candidates: [],
      excluded: [],
    });
    for (let i = 0; i < 30; i++) {
      const pools = new Map([['p', readyToPick(advice(i % 2 === 0))]]);
      log.take({ seq: i, generatedAt: 1_000 * i, pools });
    }
    expect(log.read(ALL)).toHaveLength(10);
    expect(log.read({ ...ALL, at: 25_500 })[0]).toMatchObject({ seq: 25, at: 25_000, isPanic: false });
    expect(log.read({ ...ALL, at: 5_000 })).toEqual([]);
    const [first] = log.read(ALL);
    expect(log.read({ ...ALL, before: first!.number })[0]!.number).toBe(first!.number - 1);
  });
});
