/**
 * Draws by weight in constant time and without allocating: the alias method of A. J. Walker, built as M. D. Vose does
 * (A Linear Algorithm for Generating Random Numbers with a Given Distribution, 1991).
 */
export class WeightedPick<Item> {
  readonly #items: readonly Item[];
  readonly #keep: Float64Array;
  readonly #alias: Int32Array;

  /** `shares` add up to 1, one for each item. */
  constructor(items: readonly Item[], shares: readonly number[]) {
    const count = items.length;
    this.#items = items;
    this.#keep = new Float64Array(count).fill(1);
    this.#alias = Int32Array.from(items.keys());
    const scaled = Float64Array.from(shares, (share) => share * count);
    const small: number[] = [];
    const large: number[] = [];
    for (let i = 0; i < count; i++) (scaled[i]! < 1 ? small : large).push(i);
    while (small.length > 0 && large.length > 0) {
      const less = small.pop()!;
      const more = large.pop()!;
      this.#keep[less] = scaled[less]!;
      this.#alias[less] = more;
      scaled[more] = scaled[more]! + scaled[less]! - 1;
      (scaled[more] < 1 ? small : large).push(more);
    }
    // Rounding may leave some over: nearly whole ones, or ones without any share.
    const best = shares.indexOf(Math.max(...shares));
    for (const rest of small) {
      this.#keep[rest] = scaled[rest]!;
      this.#alias[rest] = best;
    }
  }

  /** `random` is in [0, 1); null where there is nothing to draw. */
  draw(random: number): Item | null {
    const position = random * this.#items.length;
    const index = Math.trunc(position);
    if (index >= this.#items.length) return null;
    const isKept = position - index < this.#keep[index]!;
    return this.#items[isKept ? index : this.#alias[index]!]!;
  }
}
