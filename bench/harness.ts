/**
 * What every bench shares: candidates run interleaved for five rounds after a warm-up, so that a noisy neighbour
 * hits all of them alike; what counts is the CPU time of this thread, which a busy machine falsifies least. Printed
 * are median and spread; with `--json` the last line is one JSON object `{ name, figures, against }`.
 */

const ROUNDS = 5;

export interface Candidate {
  readonly name: string;
  /** How many operations one run makes. */
  readonly operations: number;
  run(): void | Promise<void>;
}

export interface Figure {
  readonly median: number;
  /** Half the distance between the best and the worst round, in percent of the median. */
  readonly spreadPercent: number;
}

/** A figure of ours beside what it must not exceed (or, `atLeast`, must reach). */
export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly spreadPercent?: number;
  readonly budget?: number;
  readonly atLeast?: boolean;
}

export interface Report {
  readonly name: string;
  /** Ours, by key of the JSON object. */
  readonly figures: Readonly<Record<string, Row>>;
  /** What it is measured against. */
  readonly against: Readonly<Record<string, Row>>;
}

/** CPU nanoseconds an operation, by name of the candidate. */
export async function measure(
  candidates: readonly Candidate[],
  rounds = ROUNDS,
): Promise<Map<string, Figure>> {
  const results = new Map<string, number[]>(candidates.map(({ name }) => [name, []]));
  for (const candidate of candidates) await candidate.run();
  for (let round = 0; round < rounds; round++) {
    for (const candidate of candidates) {
      const beforeUs = threadCpuUs();
      await candidate.run();
      results.get(candidate.name)?.push(((threadCpuUs() - beforeUs) * 1_000) / candidate.operations);
    }
  }
  return new Map([...results].map(([name, values]) => [name, figureOf(values)]));
}

export function figureOf(values: readonly number[]): Figure {
  const sorted = values.toSorted((a, b) => a - b);
  const median = sorted[sorted.length >> 1] ?? NaN;
  const range = (sorted.at(-1) ?? NaN) - (sorted[0] ?? NaN);
  return { median, spreadPercent: (range / 2 / median) * 100 };
}

/** A row of nanoseconds from what was measured. */
export function nanoseconds(measured: ReadonlyMap<string, Figure>, name: string, budget?: number): Row {
  const figure = measured.get(name);
  if (figure === undefined) throw new Error(`nothing was measured by the name of ${name}`);
  const row = { name, value: figure.median, unit: 'ns', spreadPercent: figure.spreadPercent };
  return budget === undefined ? row : { ...row, budget };
}

export function report({ name, figures, against }: Report): void {
  console.log(`# ${name}`);
  for (const row of Object.values(figures)) console.log(lineOf(row));
  if (Object.keys(against).length > 0) console.log('## beside');
  for (const row of Object.values(against)) console.log(lineOf(row));
  if (!process.argv.includes('--json')) return;
  console.log(JSON.stringify({ name, figures: valuesOf(figures), against: valuesOf(against) }));
}

function lineOf(row: Row): string {
  const spread = row.spreadPercent === undefined ? '' : ` ±${row.spreadPercent.toFixed(0)} %`;
  const value = `${rounded(row.value)} ${row.unit}${spread}`;
  if (row.budget === undefined) return `${row.name.padEnd(58)} ${value}`;
  const isMet = row.atLeast === true ? row.value >= row.budget : row.value <= row.budget;
  const sign = row.atLeast === true ? '≥' : '≤';
  return `${row.name.padEnd(58)} ${value.padEnd(20)} budget ${sign} ${row.budget} ${isMet ? 'met' : 'MISSED'}`;
}

function valuesOf(rows: Readonly<Record<string, Row>>): Record<string, number> {
  return Object.fromEntries(Object.entries(rows).map(([key, row]) => [key, Number(rounded(row.value))]));
}

function rounded(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value >= 1 ? value.toFixed(1) : value.toPrecision(3);
}

function threadCpuUs(): number {
  const { user, system } = process.threadCpuUsage();
  return user + system;
}
