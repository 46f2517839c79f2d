/**
 * Drawing a target in the process, beside what an application would write itself: filter who is well, sort by weight,
 * draw. Also how much the heap grows by over ten million picks.
 * Run: node --expose-gc bench/routing/pick.bench.ts [--json]
 */
import { measure, nanoseconds, report, type Candidate } from '../harness.ts';
import { BenchBoard } from './board.ts';

const FEW = 10;
const MANY = 1_000;
const PICKS = 1_000_000;
const NAIVE = { few: 20_000, many: 500 };
const BUDGET_NS = { few: 100, many: 200 };
const HEAP_PICKS = 10_000_000;
const MOST_HEAP_KIB = 64;

const few = new BenchBoard(FEW);
const many = new BenchBoard(MANY);
let sink = 0;

function picking(name: string, board: BenchBoard): Candidate {
  const { router } = board;
  const run = (): void => {
    for (let i = 0; i < PICKS; i++) sink += router.pick()!.share;
  };
  return { name, operations: PICKS, run };
}

/** A linear search over what is left after filtering and sorting the very same candidates. */
function naive(name: string, board: BenchBoard, operations: number): Candidate {
  const candidates = [...board.router.rank()];
  const run = (): void => {
    for (let i = 0; i < operations; i++) {
      const sorted = candidates
        .filter(({ status }) => status !== 'unhealthy')
        .toSorted((a, b) => b.weight - a.weight);
      let left = board.random() * sorted.reduce((sum, { weight }) => sum + weight, 0);
      sink += sorted.find(({ weight }) => (left -= weight) < 0)?.share ?? 0;
    }
  };
  return { name, operations, run };
}

function draws(name: string, board: BenchBoard): Candidate {
  const run = (): void => {
    for (let i = 0; i < PICKS; i++) sink += board.random();
  };
  return { name, operations: PICKS, run };
}

const measured = await measure([
  picking(`pick of ${FEW}`, few),
  naive(`naive of ${FEW}`, few, NAIVE.few),
  picking(`pick of ${MANY}`, many),
  naive(`naive of ${MANY}`, many, NAIVE.many),
  draws('the random number alone', few),
]);

/** Null where the collector cannot be called. */
function heapGrowthKiB(): number | null {
  const { gc } = globalThis;
  if (gc === undefined) return null;
  gc();
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < HEAP_PICKS; i++) sink += many.router.pick()!.share;
  gc();
  return (process.memoryUsage().heapUsed - before) / 1_024;
}

const growth = heapGrowthKiB();
report({
  name: 'routing-pick',
  figures: {
    pick_few_ns: nanoseconds(measured, `pick of ${FEW}`, BUDGET_NS.few),
    pick_many_ns: nanoseconds(measured, `pick of ${MANY}`, BUDGET_NS.many),
    ...(growth === null
      ? {}
      : {
          heap_growth_kib: {
            name: `heap growth over ${HEAP_PICKS} picks`,
            value: growth,
            unit: 'KiB',
            budget: MOST_HEAP_KIB,
          },
        }),
  },
  against: {
    naive_few_ns: nanoseconds(measured, `naive of ${FEW}`),
    naive_many_ns: nanoseconds(measured, `naive of ${MANY}`),
    random_ns: nanoseconds(measured, 'the random number alone'),
  },
});
if (!(sink > 0)) throw new Error('nothing was picked');
