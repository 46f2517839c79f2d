import { asNumber, valueAt, type Path } from './document.ts';
import { placed, type PlacedProblem } from './issues.ts';

/** Two numbers of one mapping, of which the lower must stay below the upper. */
export interface Order {
  readonly lower: string;
  readonly upper: string;
  /** Used where a value is not given; the schema's defaults. */
  readonly usual: readonly [lower: number, upper: number];
  readonly mayBeEqual?: boolean;
}

export const THRESHOLD_ORDER: Order = {
  lower: 'error_rate_warning_percent',
  upper: 'error_rate_critical_percent',
  usual: [50, 80],
};
export const CIRCUIT_ORDER: Order = {
  lower: 'reset_timeout_seconds',
  upper: 'max_reset_timeout_seconds',
  usual: [30, 300],
  mayBeEqual: true,
};

/**
 * Compares two numbers as they are in force, and blames the one that is `own`: given here rather than handed down or
 * usual. Null where they agree, where neither is own, or where one is no number (which the schema reports).
 */
export function orderProblem(own: unknown, inForce: unknown, path: Path, order: Order): PlacedProblem | null {
  const lower = asNumber(valueAt(inForce, [order.lower]) ?? order.usual[0]);
  const upper = asNumber(valueAt(inForce, [order.upper]) ?? order.usual[1]);
  if (lower === undefined || upper === undefined || isKept(lower, upper, order)) return null;
  const [below, above] = order.mayBeEqual === true ? ['at most', 'at least'] : ['less than', 'more than'];
  if (valueAt(own, [order.lower]) !== undefined) {
    return placed([...path, order.lower], `must be ${below} ${order.upper} (${upper})`, lower);
  }
  if (valueAt(own, [order.upper]) === undefined) return null;
  return placed([...path, order.upper], `must be ${above} ${order.lower} (${lower})`, upper);
}

function isKept(lower: number, upper: number, order: Order): boolean {
  return lower < upper || (lower === upper && order.mayBeEqual === true);
}

const USUAL_INTERVAL_SECONDS = 30;

/** A timeout that is not given fits itself to the interval, so only a given one can contradict it. */
export function timeoutProblem(own: unknown, inForce: unknown, path: Path): PlacedProblem[] {
  if (valueAt(inForce, ['timeout_seconds']) === undefined) return [];
  const order: Order = {
    lower: 'timeout_seconds',
    upper: 'interval_seconds',
    usual: [0, USUAL_INTERVAL_SECONDS],
  };
  const problem = orderProblem(own, inForce, path, order);
  return problem === null ? [] : [problem];
}
