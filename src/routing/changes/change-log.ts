import type { EpochMs } from '../../clock/clock.ts';
import type { Advice } from '../advice/advice.ts';
import type { Snapshot } from '../advice/snapshot.ts';
import { changeBetween, type PoolChange } from './pool-change.ts';

/** chosen: a day in which something turns every minute and a half. */
export const KEPT_CHANGES = 1_000;

export interface ChangesQuestion {
  readonly pool: string | null;
  readonly target: string | null;
  /** What was in force at that time comes first. */
  readonly at: EpochMs | null;
  /** Only changes of a smaller number. */
  readonly before: number | null;
  readonly limit: number;
}

/** The newest turns of the advice, for who asks why calls went where they went. */
export class ChangeLog {
  readonly #kept: number;
  readonly #changes: PoolChange[] = [];
  /** The advice of each pool as it was when it was last told. */
  readonly #told = new Map<string, Advice>();
  #number = 0;

  constructor(kept = KEPT_CHANGES) {
    this.#kept = kept;
  }

  /** Takes a snapshot in; what of it is notable. */
  take({ seq, generatedAt, pools }: Snapshot): readonly PoolChange[] {
    const changes: PoolChange[] = [];
    for (const [id, advice] of pools) {
      const before = this.#told.get(id);
      if (before === advice) continue;
      const change = changeBetween(before, advice);
      if (change === null) continue;
      this.#told.set(id, advice);
      changes.push(Object.freeze({ number: ++this.#number, seq, at: generatedAt, ...change }));
    }
    for (const id of this.#told.keys()) if (!pools.has(id)) this.#told.delete(id);
    this.#changes.push(...changes);
    this.#changes.splice(0, Math.max(0, this.#changes.length - this.#kept));
    return changes;
  }

  /** Newest first; one more than asked tells that there are others. */
  read(question: ChangesQuestion): readonly PoolChange[] {
    const found: PoolChange[] = [];
    for (let i = this.#changes.length - 1; i >= 0 && found.length <= question.limit; i--) {
      const change = this.#changes[i]!;
      if (isAskedFor(change, question)) found.push(change);
    }
    return found;
  }
}

function isAskedFor(change: PoolChange, { pool, target, at, before }: ChangesQuestion): boolean {
  if (pool !== null && change.pool !== pool) return false;
  if (at !== null && change.at > at) return false;
  if (before !== null && change.number >= before) return false;
  return target === null || change.moved.some(({ id }) => id === target);
}
