const RING_SIZE = 20;
/** Icinga's weights: the oldest change counts 0.8, each newer one 0.02 more. */
const OLDEST_WEIGHT = 0.8;
const WEIGHT_STEP = 0.02;
const START_ABOVE_PERCENT = 30;
const STOP_AT_PERCENT = 25;

/**
 * Tells a target that keeps changing its mind from one that is down or up. Holds the last 20 results as "changed or
 * not" against their predecessor; starts above 30 % weighted changes and stops at 25 %, so that it does not itself
 * flap.
 */
export class FlapDetector {
  /** Bit i is the i-th newest result: 1 where it differed from its predecessor. */
  #changes = 0;
  #previous: boolean | null = null;
  #isFlapping = false;

  get isFlapping(): boolean {
    return this.#isFlapping;
  }

  push(ok: boolean): void {
    const changed = this.#previous !== null && this.#previous !== ok;
    this.#previous = ok;
    this.#changes = ((this.#changes << 1) | (changed ? 1 : 0)) & ((1 << RING_SIZE) - 1);
    // Most targets never change: an empty ring needs no sum.
    const percent = this.#changes === 0 ? 0 : this.changePercent();
    this.#isFlapping = this.#isFlapping ? percent > STOP_AT_PERCENT : percent > START_ABOVE_PERCENT;
  }

  /** Weighted share of changes among the last 20 results, 0 to about 99. */
  changePercent(): number {
    let sum = 0;
    for (let age = 0; age < RING_SIZE; age++) {
      if ((this.#changes >> age) & 1) sum += OLDEST_WEIGHT + WEIGHT_STEP * (RING_SIZE - 1 - age);
    }
    return (100 / RING_SIZE) * sum;
  }

  reset(): void {
    this.#changes = 0;
    this.#previous = null;
    this.#isFlapping = false;
  }
}
