const LIMIT = 2 ** 31;

/**
 * Numbers from 1 to 2^31 - 1 that tell apart what has the same time. Each process begins somewhere else, so that two
 * that write of one target, or one before and after a restart, do not meet.
 */
export class Sequence {
  #last: number;

  /** @param random 0 … 1 */
  constructor(random: number) {
    this.#last = Math.floor(random * (LIMIT - 1));
  }

  next(): number {
    this.#last = this.#last + 1 >= LIMIT ? 1 : this.#last + 1;
    return this.#last;
  }
}
