import { callWindowView, round, windowView } from '../../health/report/window.view.ts';
import { FAILURE_KINDS } from '../../observations/failure-kind.ts';
import type { Rollup } from '../rollup.ts';
import { Tally } from '../tally.ts';
import { iso } from './query-range.ts';

/** What was observed of a target in one span of time, checks and calls side by side. */
export interface RollupPair extends Pick<Rollup, 'targetId' | 'from' | 'to'> {
  readonly checks: Tally;
  readonly calls: Tally;
  readonly uptimePercent: number | null;
}

export type RollupView = ReturnType<typeof rollupView>;

const NOTHING = new Tally();
const DISTRIBUTION = ['mean', 'min', 'p50', 'p90', 'p95', 'p99', 'max'];
const COUNTS = ['count', 'failures', 'error_rate_percent', 'availability_percent'];

/** A roll-up in the words of the API. */
export function rollupView({ from, to, targetId, checks, calls, uptimePercent }: RollupPair) {
  return {
    from: iso(from),
    to: iso(to),
    target: targetId,
    checks: windowView(checks.window()),
    calls: callWindowView(calls.window()),
    uptime_percent: uptimePercent === null ? null : round(uptimePercent),
  };
}

/** Sets of the same span; those of a span follow each other. */
export function pairsOf(rollups: readonly Rollup[]): Omit<RollupPair, 'uptimePercent'>[] {
  const pairs: { targetId: string; from: number; to: number; checks: Tally; calls: Tally }[] = [];
  for (const { targetId, from, to, set, tally } of rollups) {
    if (pairs.at(-1)?.from !== from) pairs.push({ targetId, from, to, checks: NOTHING, calls: NOTHING });
    pairs.at(-1)![set] = tally;
  }
  return pairs;
}

/** Dotted names of everything in a roll-up. */
export const ROLLUP_COLUMNS: readonly string[] = [
  'from',
  'to',
  'target',
  ...windowColumns('checks', ['latency_ms']),
  ...windowColumns('calls', ['latency_ms', 'ttft_ms', 'output_tokens_per_second']),
  'uptime_percent',
];

function windowColumns(set: string, distributions: readonly string[]): string[] {
  const names = [
    ...COUNTS,
    ...FAILURE_KINDS.map((kind) => `by_failure.${kind}`),
    ...distributions.flatMap((name) => DISTRIBUTION.map((figure) => `${name}.${figure}`)),
  ];
  return names.map((name) => `${set}.${name}`);
}

/** The values of a roll-up by the names of its columns; a kind of failure that did not happen happened 0 times. */
export function rollupCells(view: RollupView): Record<string, unknown> {
  const cells = Object.fromEntries(flattened('', view));
  for (const name of ROLLUP_COLUMNS) if (name.includes('.by_failure.')) cells[name] ??= 0;
  return cells;
}

function flattened(path: string, value: unknown): [string, unknown][] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, each]) =>
    flattened(path === '' ? key : `${path}.${key}`, each),
  );
}
