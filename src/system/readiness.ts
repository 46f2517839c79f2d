import type { MonotonicMs } from '../clock/clock.ts';

/** `starting` until everything is set up, `stopping` from the first signal to stop on. */
export type Phase = 'starting' | 'ready' | 'stopping';

/** Why requests should not be sent here; `component:NAME` is a critical part of this process. */
export type UnreadyReason = 'starting' | 'stopping' | `component:${string}`;

/** chosen: who asks for readiness asks every few seconds, and every half a minute at the rarest. */
const WATCHED_FOR_MS = 60_000;

/** Whether requests should be sent to this process. Providers being down has no part in it. */
export class Readiness {
  #phase: Phase = 'starting';
  readonly #failing = new Set<string>();
  #askedAtMs: MonotonicMs = -Infinity;

  get phase(): Phase {
    return this.#phase;
  }

  /** Null when ready. */
  get reason(): UnreadyReason | null {
    if (this.#phase !== 'ready') return this.#phase;
    const [component] = this.#failing;
    return component === undefined ? null : `component:${component}`;
  }

  /** Once stopping there is no way back: a start that ends late must not call requests in. */
  markReady(): void {
    if (this.#phase === 'starting') this.#phase = 'ready';
  }

  markStopping(): void {
    this.#phase = 'stopping';
  }

  noteAsked(nowMs: MonotonicMs): void {
    this.#askedAtMs = nowMs;
  }

  /** Whether somebody reads it, and sends requests elsewhere once it says so. */
  isWatched(nowMs: MonotonicMs): boolean {
    return nowMs - this.#askedAtMs < WATCHED_FOR_MS;
  }

  /** Tells how a critical part of this process is: a store that cannot write, a scheduler that stands. */
  markComponent(name: string, isHealthy: boolean): void {
    if (isHealthy) this.#failing.delete(name);
    else this.#failing.add(name);
  }
}
