import { z } from 'zod';
import type { EpochMs } from '../../clock/clock.ts';

const DAY_MS = 86_400_000;
/** chosen: a wall clock that is set back over midnight, and forth again, finds what was spent before. */
const KEPT_DAYS = 3;
/** Sums of fractions of a cent: what the budget holds exactly must fit into it. */
const ROUNDING_USD = 1e-9;

export interface Spend {
  readonly usd: number;
  readonly calls: number;
}

/** What a call under way may cost; counted as spent until it is settled. */
export interface Reservation {
  readonly targetId: string;
  readonly day: number;
  readonly usd: number;
}

/** What is to be kept over a restart. Calls under way are in it at what they may cost. */
export const spendSnapshotSchema = z.array(
  z.object({
    targetId: z.string(),
    /** UTC days since 1970-01-01. */
    day: z.int().min(0),
    usd: z.number().min(0),
    calls: z.int().min(0),
  }),
);

export type SpendSnapshot = z.infer<typeof spendSnapshotSchema>;

const NOTHING: Spend = { usd: 0, calls: 0 };

export function utcDayOf(now: EpochMs): number {
  return Math.floor(now / DAY_MS);
}

/**
 * What generate probes have cost each target in each UTC day. A call is paid before it is made, at the most that it may
 * cost, and settled after, so that a budget is not overdrawn by what is under way.
 */
export class SpendLedger {
  readonly #days = new Map<number, Map<string, Spend>>();

  of(targetId: string, now: EpochMs): Spend {
    return this.#days.get(utcDayOf(now))?.get(targetId) ?? NOTHING;
  }

  /** Null where that would overdraw the budget of the day. */
  reserve(call: { targetId: string; usd: number; budgetUsd: number }, now: EpochMs): Reservation | null {
    const { targetId, usd, budgetUsd } = call;
    if (this.of(targetId, now).usd + usd > budgetUsd + ROUNDING_USD) return null;
    const day = utcDayOf(now);
    this.#add({ targetId, day, usd, calls: 1 });
    return { targetId, day, usd };
  }

  /** Replaces what the call might have cost by what it did, in the day in which it began. */
  settle({ targetId, day, usd: reservedUsd }: Reservation, usd: number): void {
    this.#add({ targetId, day, usd: usd - reservedUsd, calls: 0 });
  }

  snapshot(): SpendSnapshot {
    return [...this.#days].flatMap(([day, spends]) =>
      [...spends].map(([targetId, { usd, calls }]) => ({ targetId, day, usd, calls })),
    );
  }

  /** Takes up a former snapshot, beside what was spent since the start; false where it is not readable. */
  restore(saved: unknown): boolean {
    const parsed = spendSnapshotSchema.safeParse(saved);
    if (!parsed.success) return false;
    for (const entry of parsed.data) this.#add(entry);
    return true;
  }

  #add({ targetId, day, usd, calls }: SpendSnapshot[number]): void {
    const spends = this.#days.get(day) ?? this.#open(day);
    const before = spends.get(targetId) ?? NOTHING;
    spends.set(targetId, { usd: Math.max(0, before.usd + usd), calls: Math.max(0, before.calls + calls) });
  }

  #open(day: number): Map<string, Spend> {
    const spends = new Map<string, Spend>();
    this.#days.set(day, spends);
    while (this.#days.size > KEPT_DAYS) this.#days.delete(Math.min(...this.#days.keys()));
    return spends;
  }
}
