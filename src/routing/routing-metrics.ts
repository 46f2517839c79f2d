import type { HealthRegistry } from '../health/health-registry.ts';
import { type Family, familyHeader, label, sample } from '../metrics/exposition.ts';
import type { TargetHealth } from '../health/target-health.ts';
import type { AdviceBoard } from './advice/advice-board.ts';
import type { Advice } from './advice/advice.ts';

const SHARE: Family = {
  name: 'bellwether_routing_share',
  type: 'gauge',
  help: 'Share of the calls that the advice gives a target, 0 to 1; absent where it is left out.',
};
const PANIC: Family = {
  name: 'bellwether_routing_panic',
  type: 'gauge',
  help: 'Whether too few targets are usable, so that all are advised (1).',
};
const CALLS: Family = {
  name: 'bellwether_guarded_calls_total',
  type: 'counter',
  help: 'Calls that ran through the guard, every attempt counted.',
};
const FAILURES: Family = {
  name: 'bellwether_guarded_failures_total',
  type: 'counter',
  help: 'Of them those that failed, by whether another target did better (rescued) or a caller noticed (surfaced).',
};

/** What routers are advised, and what failover was good for, in Prometheus' text. */
export class RoutingFigures {
  readonly #board: AdviceBoard;
  readonly #registry: HealthRegistry;

  constructor(board: AdviceBoard, registry: HealthRegistry) {
    this.#board = board;
    this.#registry = registry;
  }

  text(): string {
    return adviceText([...this.#board.current.pools.values()]) + guardText([...this.#registry.all()]);
  }
}

function adviceText(pools: readonly Advice[]): string {
  return [
    familyHeader(PANIC),
    ...pools.map(({ pool, isPanic }) => sample(PANIC.name, label('pool', pool), isPanic ? 1 : 0)),
    familyHeader(SHARE),
    ...pools.flatMap(({ pool, candidates }) =>
      candidates.map(({ id, share }) =>
        sample(SHARE.name, `${label('pool', pool)},${label('target', id)}`, share),
      ),
    ),
  ].join('');
}

function guardText(states: readonly TargetHealth[]): string {
  const guarded = states.flatMap(({ target, guarded: tally }) =>
    tally === null ? [] : [{ target: label('target', target.id), tally }],
  );
  return [
    familyHeader(CALLS),
    ...guarded.map(({ target, tally }) => sample(CALLS.name, target, tally.calls)),
    familyHeader(FAILURES),
    ...guarded.flatMap(({ target, tally }) => [
      sample(FAILURES.name, `${target},outcome="rescued"`, tally.rescued),
      sample(FAILURES.name, `${target},outcome="surfaced"`, tally.surfaced),
    ]),
  ].join('');
}
