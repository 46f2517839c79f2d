import { FAILURE_KINDS, type FailureKind } from '../observations/failure-kind.ts';
import { label, sample } from './exposition.ts';

const OK = 0;
const CODES = new Map(FAILURE_KINDS.map((kind, index) => [kind, index + 1]));
/** Of a success first, then of each kind of failure. */
const LABELS = [
  outcomeLabels('ok', 'none'),
  ...FAILURE_KINDS.map((kind) => outcomeLabels('failed', kind)),
] as const;

/** How often something went well, and how often it failed in which way. */
export class OutcomeCounts {
  readonly #counts = new Float64Array(LABELS.length);

  count(failure: FailureKind | null): void {
    this.#counts[failure === null ? OK : CODES.get(failure)!]!++;
  }

  /** Successes always, so that a rate has a start; failures from the first of their kind on. */
  text(name: string, labels: string): string {
    let text = '';
    for (const [code, count] of this.#counts.entries()) {
      if (count > 0 || code === OK) text += sample(name, `${labels},${LABELS[code]}`, count);
    }
    return text;
  }
}

function outcomeLabels(result: 'ok' | 'failed', failure: FailureKind | 'none'): string {
  return `${label('result', result)},${label('failure', failure)}`;
}
