export type DepthRank = 0 | 1 | 2;

/** How deep the failures and the successes since went: what deep evidence opened, shallow does not close. */
export class EvidenceDepth {
  /** Deepest failure that no success as deep has followed. */
  #failing: DepthRank | null = null;
  #lastFailure: DepthRank = 0;
  /** Deepest success since the last failure. */
  #proven: DepthRank | null = null;

  /** What the evidence of trouble rests on right now. */
  get ofTrouble(): DepthRank {
    return this.#failing ?? this.#lastFailure;
  }

  note(ok: boolean, depth: DepthRank): void {
    if (ok) this.#succeed(depth);
    else this.#fail(depth);
  }

  /** Only what succeeds from now on proves anything. */
  askForProof(): void {
    this.#proven = null;
  }

  isProven(required: DepthRank): boolean {
    return this.#proven !== null && this.#proven >= required;
  }

  #fail(depth: DepthRank): void {
    this.#failing = deeper(this.#failing, depth);
    this.#lastFailure = depth;
    this.#proven = null;
  }

  #succeed(depth: DepthRank): void {
    this.#proven = deeper(this.#proven, depth);
    if (this.#failing !== null && depth >= this.#failing) this.#failing = null;
  }
}

export function deeper(a: DepthRank | null, b: DepthRank): DepthRank {
  return a !== null && a > b ? a : b;
}
