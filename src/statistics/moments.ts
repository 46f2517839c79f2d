/** What is known exactly of some samples. */
export interface Moments {
  count: number;
  sum: number;
  /** Infinity when there is no sample. */
  min: number;
  /** -Infinity when there is no sample. */
  max: number;
}

const COUNT = 0;
const SUM = 1;
const MIN = 2;
const MAX = 3;
const NUMBERS = 4;

/** Moments of several sets of samples in one array. */
export class MomentRows {
  readonly #numbers: Float64Array;

  constructor(rows: number) {
    this.#numbers = new Float64Array(rows * NUMBERS);
    for (let row = 0; row < rows; row++) this.clear(row);
  }

  get byteLength(): number {
    return this.#numbers.byteLength;
  }

  count(row: number): number {
    return this.#numbers[row * NUMBERS + COUNT] as number;
  }

  min(row: number): number {
    return this.#numbers[row * NUMBERS + MIN] as number;
  }

  max(row: number): number {
    return this.#numbers[row * NUMBERS + MAX] as number;
  }

  clear(row: number): void {
    this.#numbers[row * NUMBERS + COUNT] = 0;
    this.#numbers[row * NUMBERS + SUM] = 0;
    this.setExtremes(row, Infinity, -Infinity);
  }

  setExtremes(row: number, min: number, max: number): void {
    this.#numbers[row * NUMBERS + MIN] = min;
    this.#numbers[row * NUMBERS + MAX] = max;
  }

  add(row: number, { count, sum, min, max }: Moments): void {
    const base = row * NUMBERS;
    const numbers = this.#numbers;
    (numbers[base + COUNT] as number) += count;
    (numbers[base + SUM] as number) += sum;
    if (min < (numbers[base + MIN] as number)) numbers[base + MIN] = min;
    if (max > (numbers[base + MAX] as number)) numbers[base + MAX] = max;
  }

  /** Takes samples away; whether they were the extremes is the caller's to know. */
  subtract(row: number, { count, sum }: Moments): void {
    (this.#numbers[row * NUMBERS + COUNT] as number) -= count;
    (this.#numbers[row * NUMBERS + SUM] as number) -= sum;
  }

  addTo(row: number, into: Moments): void {
    const base = row * NUMBERS;
    into.count += this.#numbers[base + COUNT] as number;
    into.sum += this.#numbers[base + SUM] as number;
    into.min = Math.min(into.min, this.#numbers[base + MIN] as number);
    into.max = Math.max(into.max, this.#numbers[base + MAX] as number);
  }
}
