import { effectOf, type FailureKind } from '../../src/observations/failure-kind.ts';
import type { Status } from '../../src/health/status.ts';

export type Condition = 'none' | 'paused' | 'disabled' | 'egress_down';

const UNHEALTHY_AFTER = 3;
const HEALTHY_AFTER = 2;
const STALE_AFTER_MS = 3 * 30_000 + 10_000;

/**
 * The contract's account of a target's status, written from its text alone and as naively as possible: all observations
 * of one depth, error rates and latencies left aside. What the real assessor is compared with.
 */
export class ReferenceHealth {
  condition: Condition = 'none';
  #failures = 0;
  #accountFaults = 0;
  #successes = 0;
  #phase: 'up' | 'down' | 'recovering' = 'up';
  #limitedUntilMs = -Infinity;
  #lastAtMs = -Infinity;
  #results: boolean[] = [];
  #isFlapping = false;

  observe(failure: FailureKind | null, atMs: number, retryAfterMs: number): void {
    // Who went away before there was an outcome has seen nothing.
    if (atMs < this.#lastAtMs || failure === 'cancelled') return;
    this.#lastAtMs = atMs;
    if (failure === null) return this.#succeed();
    const effect = effectOf(failure);
    if (effect === 'limited') this.#limitedUntilMs = Math.max(this.#limitedUntilMs, atMs + retryAfterMs);
    if (effect === 'failure') this.#fail();
    if (effect === 'unusable') this.#refuse();
  }

  status(nowMs: number): Status {
    // Nothing observed at all is older than anything.
    if (this.condition !== 'none' || nowMs - this.#lastAtMs > STALE_AFTER_MS) return 'unknown';
    if (this.#isOutage()) this.#phase = 'down';
    if (this.#isOutage() || (this.#phase === 'down' && !this.#isFlapping)) return 'unhealthy';
    const isLimited = nowMs < this.#limitedUntilMs;
    return this.#isInTrouble() || isLimited ? 'degraded' : 'healthy';
  }

  #isInTrouble(): boolean {
    return this.#failures + this.#accountFaults > 0 || this.#phase !== 'up' || this.#isFlapping;
  }

  #isOutage(): boolean {
    // While flapping only an outage of twice the length is believed.
    const needed = this.#isFlapping ? 2 * UNHEALTHY_AFTER : UNHEALTHY_AFTER;
    return this.#failures >= needed || this.#accountFaults >= 2;
  }

  #fail(): void {
    this.#flap(false);
    this.#failures++;
    this.#successes = 0;
  }

  #refuse(): void {
    // The provider answered, so its own failures have ended.
    this.#failures = 0;
    this.#accountFaults++;
    this.#successes = 0;
  }

  #succeed(): void {
    this.#flap(true);
    this.#failures = 0;
    this.#accountFaults = 0;
    this.#successes++;
    if (this.#phase === 'down') this.#successes = 1;
    if (this.#phase !== 'up') this.#phase = this.#successes >= HEALTHY_AFTER ? 'up' : 'recovering';
  }

  #flap(ok: boolean): void {
    this.#results.push(ok);
    const changes = this.#results.map((each, i) => i > 0 && each !== this.#results[i - 1]).slice(-20);
    const weights = changes.map((changed, i) => (changed ? 0.8 + 0.02 * (i + 20 - changes.length) : 0));
    const percent = 5 * weights.reduce((sum, weight) => sum + weight, 0);
    this.#isFlapping = this.#isFlapping ? percent > 25 : percent > 30;
  }
}
