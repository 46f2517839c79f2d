import type { DetectorName, Extent, ScenarioFigures } from './accuracy.ts';
import { type Budget, BUDGETS, isMet } from './budgets.ts';
import type { Scenario } from './scenarios.ts';

type Results = ReadonlyMap<string, ScenarioFigures>;

const COLUMNS: readonly (readonly [DetectorName, string])[] = [
  ['bellwether', 'bellwether'],
  ['three_in_a_row', '3 in a row'],
  ['single_failure', '1-fail cool'],
  ['fixed_minute', 'minute count'],
  ['all_knowing', 'all-knowing'],
];
const SHOWN = [
  'visible_p50_seconds',
  'visible_p99_seconds',
  'confirmed_p50_seconds',
  'confirmed_p99_seconds',
  'usable_again_p50_seconds',
  'usable_again_p99_seconds',
  'healthy_again_p50_seconds',
  'healthy_again_p99_seconds',
  'usable_agreement_percent',
  'usable_agreement_without_lag_percent',
  'agreement_percent',
  'agreement_without_lag_percent',
  'wrong_unhealthy_hours_percent',
  'wrong_unhealthy_time_percent',
  'told_degraded_when_healthy_percent',
  'told_healthy_when_degraded_percent',
  'told_unhealthy_when_degraded_percent',
  'told_healthy_when_down_percent',
  'told_degraded_when_down_percent',
] as const;
const LABEL_WIDTH = 58;
const COLUMN_WIDTH = 13;
const SIGN: Readonly<Record<Budget['is'], string>> = { at_most: '≤', below: '<', above: '>' };

export function printReport(
  scenarios: readonly Scenario[],
  results: Results,
  { hours, seeds }: Extent,
): void {
  const heads = COLUMNS.map(([, head]) => head.padStart(COLUMN_WIDTH)).join('');
  console.log(
    `accuracy on a virtual clock: ${seeds} seeds × ${hours} h a scenario, probes every 30 s, timeout 10 s`,
  );
  for (const scenario of scenarios) {
    const figures = results.get(scenario.id)!;
    const { onsets, healthy_hours: healthyHours } = figures.bellwether;
    console.log(
      `\n${`${scenario.title} (${onsets} onsets, ${Math.round(healthyHours!)} healthy h)`.padEnd(LABEL_WIDTH)}${heads}`,
    );
    for (const figure of SHOWN) printRow(figures, figure);
  }
  console.log(`\n${'budget'.padEnd(LABEL_WIDTH)}${heads}`);
  for (const budget of BUDGETS) {
    const figures = results.get(budget.scenario);
    if (figures !== undefined) printBudget(budget, figures);
  }
}

/** One line; "never" is null in it. */
export function jsonOf(results: Results): string {
  const figures = valuesOf(results, 'bellwether', '');
  const against = Object.assign({}, ...COLUMNS.slice(1).map(([name]) => valuesOf(results, name, `${name}_`)));
  return JSON.stringify({ name: 'accuracy', figures, against });
}

function valuesOf(results: Results, name: DetectorName, prefix: string): Record<string, number | null> {
  const values: Record<string, number | null> = {};
  for (const [scenario, figures] of results) {
    for (const [figure, value] of Object.entries(figures[name])) {
      values[`${prefix}${scenario}_${figure}`] = Number.isFinite(value) ? Number(value.toFixed(3)) : null;
    }
  }
  return values;
}

function printRow(figures: ScenarioFigures, figure: string): void {
  if (!COLUMNS.some(([name]) => figures[name][figure] !== undefined)) return;
  console.log(`  ${figure}`.padEnd(LABEL_WIDTH) + cells(figures, figure));
}

function printBudget(budget: Budget, figures: ScenarioFigures): void {
  const verdict = isMet(budget, figures.bellwether[budget.figure]!) ? 'pass' : 'MISS';
  const label = `${verdict}  ${budget.scenario} ${budget.figure} ${SIGN[budget.is]} ${budget.limit}`;
  console.log(label.padEnd(LABEL_WIDTH) + cells(figures, budget.figure));
}

function cells(figures: ScenarioFigures, figure: string): string {
  return COLUMNS.map(([name]) => inWords(figures[name][figure] ?? 0).padStart(COLUMN_WIDTH)).join('');
}

function inWords(figure: number): string {
  return Number.isFinite(figure) ? figure.toFixed(2) : 'never';
}
