import type { MonotonicMs } from '../../clock/clock.ts';

/** The share of its weight that a target has when it comes back; Envoy's slow start begins with the same. */
export const FIRST_SHARE = 0.1;

/** Whether a target takes calls: none, just enough to tell whether it works, or all that it is given. */
export type Availability = 'out' | 'trickle' | 'in';

/** Ramps up those who come back. A target that was never out has its whole weight at once. */
export class SlowStarts {
  /** Since when each target that was out is in again; null while it is not. */
  readonly #backSinceMs = new Map<string, MonotonicMs | null>();

  get isEmpty(): boolean {
    return this.#backSinceMs.size === 0;
  }

  /** Told how a target stands; answers with its factor, 0.1 to 1. */
  factor(id: string, availability: Availability, nowMs: MonotonicMs, rampMs: number): number {
    if (availability !== 'in') {
      if (availability === 'out' || this.#backSinceMs.has(id)) this.#backSinceMs.set(id, null);
      return FIRST_SHARE;
    }
    const since = this.#backSinceMs.get(id);
    if (since === undefined) return 1;
    if (since === null) this.#backSinceMs.set(id, nowMs);
    const share = rampMs === 0 ? 1 : (nowMs - (since ?? nowMs)) / rampMs;
    if (share < 1) return FIRST_SHARE + (1 - FIRST_SHARE) * share;
    this.#backSinceMs.delete(id);
    return 1;
  }

  /** It takes calls, and not yet all of them. */
  isRamping(id: string): boolean {
    return typeof this.#backSinceMs.get(id) === 'number';
  }

  forget(id: string): void {
    this.#backSinceMs.delete(id);
  }
}
