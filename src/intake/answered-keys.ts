import type { MonotonicMs } from '../clock/clock.ts';

interface Answered {
  readonly fingerprint: string;
  readonly answer: string;
  readonly atMs: MonotonicMs;
}

/** What is known of a key: nothing, the answer that it was given, or that it came with another body. */
export type KeyStanding =
  | { readonly kind: 'new' }
  | { readonly kind: 'answered'; readonly answer: string }
  | { readonly kind: 'taken' };

const NEW: KeyStanding = { kind: 'new' };
const TAKEN: KeyStanding = { kind: 'taken' };

/** A sender that tries again a day later has long given up. */
const KEPT_MS = 24 * 3_600_000;
/** chosen: an hour of a sender with three batches a second; what is older is forgotten first. */
const MOST_KEYS = 10_000;
const MOST_CHARACTERS = 4 * 1024 * 1024;

/** Idempotency keys with what they were answered, for a day at most and within bounds. Kept in memory alone. */
export class AnsweredKeys {
  /** Oldest first. */
  readonly #answered = new Map<string, Answered>();
  #characters = 0;

  get size(): number {
    return this.#answered.size;
  }

  standingOf(key: string, fingerprint: string, nowMs: MonotonicMs): KeyStanding {
    this.#forgetOld(nowMs);
    const known = this.#answered.get(key);
    if (known === undefined) return NEW;
    return known.fingerprint === fingerprint ? { kind: 'answered', answer: known.answer } : TAKEN;
  }

  keep(key: string, { fingerprint, answer, atMs }: Answered): void {
    this.#answered.set(key, { fingerprint, answer, atMs });
    this.#characters += key.length + answer.length;
    while (this.#answered.size > MOST_KEYS || this.#characters > MOST_CHARACTERS) {
      if (!this.#forgetOldest()) return;
    }
  }

  #forgetOld(nowMs: MonotonicMs): void {
    for (const { atMs } of this.#answered.values()) {
      if (nowMs - atMs < KEPT_MS) return;
      this.#forgetOldest();
    }
  }

  /** False where none is left. */
  #forgetOldest(): boolean {
    const [oldest] = this.#answered;
    if (oldest === undefined) return false;
    const [key, { answer }] = oldest;
    this.#answered.delete(key);
    this.#characters -= key.length + answer.length;
    return true;
  }
}
