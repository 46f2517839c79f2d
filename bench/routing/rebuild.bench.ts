/**
 * Making the advice anew for 1,000 targets: all of it, and where one target has turned; and what an observation costs
 * more because somebody keeps advice.
 * Run: node bench/routing/rebuild.bench.ts [--json]
 */
import { measure, report, type Row } from '../harness.ts';
import { BenchBoard } from './board.ts';

const TARGETS = 1_000;
const REBUILDS = 20;
const TURNS = 50;
const OBSERVATIONS = 20_000;
const BUDGET_MS = 5;
const NS_PER_MS = 1_000_000;
const LIMIT_MS = 70_000;

const bench = new BenchBoard(TARGETS);
const { board, world } = bench;
const state = world.state('target-7');

/** Its status and its weight change: limited for a minute, then no longer. */
function turn(i: number): void {
  world.clock.advance(LIMIT_MS);
  world.report({ targetId: 'target-7', failure: i % 2 === 0 ? 'rate_limited' : null });
  board.note(state);
}

function times(count: number, work: (i: number) => void): () => void {
  return () => {
    for (let i = 0; i < count; i++) work(i);
  };
}

const measured = await measure([
  {
    name: 'all',
    operations: REBUILDS,
    run: times(REBUILDS, () => {
      board.noteStructure();
      board.refresh();
    }),
  },
  {
    name: 'one',
    operations: TURNS,
    run: times(TURNS, (i) => {
      turn(i);
      board.refresh();
    }),
  },
  { name: 'turn', operations: TURNS, run: times(TURNS, turn) },
  {
    name: 'noted',
    operations: OBSERVATIONS,
    run: times(OBSERVATIONS, () => {
      world.report({ targetId: 'target-7' });
      board.note(state);
    }),
  },
  {
    name: 'observed',
    operations: OBSERVATIONS,
    run: times(OBSERVATIONS, () => world.report({ targetId: 'target-7' })),
  },
]);
const of = (name: string): number => measured.get(name)!.median;

function milliseconds(name: string, value: number, spreadPercent: number | undefined): Row {
  const row = { name, value: value / NS_PER_MS, unit: 'ms', budget: BUDGET_MS };
  return spreadPercent === undefined ? row : { ...row, spreadPercent };
}

report({
  name: 'routing-rebuild',
  figures: {
    all_ms: milliseconds(`rebuild of ${TARGETS}, all anew`, of('all'), measured.get('all')!.spreadPercent),
    one_ms: milliseconds(
      `rebuild of ${TARGETS}, one has turned`,
      Math.max(0, of('one') - of('turn')),
      undefined,
    ),
    note_ns: { name: 'to note an observation', value: Math.max(0, of('noted') - of('observed')), unit: 'ns' },
  },
  against: { observation_ns: { name: 'the observation itself', value: of('observed'), unit: 'ns' } },
});
