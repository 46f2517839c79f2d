import { figureOf, type Row } from './harness.ts';

type Limit = Pick<Row, 'budget' | 'atLeast'>;

/** A row of what several rounds measured: their median and spread. */
export function sampleRow(name: string, unit: string, samples: readonly number[], limit: Limit = {}): Row {
  const { median: value, spreadPercent } = figureOf(samples);
  return { name, value, unit, spreadPercent, ...limit };
}

/** Round by round: neighbours in time are compared, so that a noisy minute hits both sides. */
export function ratios(over: readonly number[], under: readonly number[]): number[] {
  return over.map((value, round) => value / under[round]!);
}
