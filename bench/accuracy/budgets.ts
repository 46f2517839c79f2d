/** A figure that the contract fixes. */
export interface Budget {
  readonly scenario: string;
  readonly figure: string;
  readonly limit: number;
  readonly is: 'at_most' | 'below' | 'above';
}

const atMost = (scenario: string, figure: string, limit: number): Budget => ({
  scenario,
  figure,
  limit,
  is: 'at_most',
});
const below = (scenario: string, figure: string, limit: number): Budget => ({
  scenario,
  figure,
  limit,
  is: 'below',
});
const above = (scenario: string, figure: string, limit: number): Budget => ({
  scenario,
  figure,
  limit,
  is: 'above',
});

export const BUDGETS: readonly Budget[] = [
  atMost('outage_errors', 'visible_p99_seconds', 30),
  atMost('outage_errors', 'confirmed_p99_seconds', 45),
  atMost('outage_refuses', 'visible_p99_seconds', 30),
  atMost('outage_refuses', 'confirmed_p99_seconds', 45),
  atMost('outage_hangs', 'visible_p99_seconds', 33),
  atMost('outage_hangs', 'confirmed_p99_seconds', 60),
  atMost('calls_outage', 'visible_p99_seconds', 2),
  atMost('routed_outage', 'visible_p99_seconds', 2),
  below('random_2', 'wrong_unhealthy_hours_percent', 1),
  below('calls_random_2', 'wrong_unhealthy_hours_percent', 1),
  above('random_2', 'agreement_percent', 99),
  above('calls_random_2', 'agreement_percent', 99),
  above('bad_day', 'agreement_percent', 99),
  above('bad_day', 'usable_agreement_percent', 99),
];

export function isMet({ limit, is }: Budget, figure: number): boolean {
  if (is === 'at_most') return figure <= limit;
  return is === 'below' ? figure < limit : figure > limit;
}
