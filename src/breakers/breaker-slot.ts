import type { CircuitPosition } from './circuit.ts';
import { type BreakerFactory, type CircuitBreaker, CircuitOpenError } from './circuit-breaker.ts';

export interface BreakerLog {
  warn(facts: object, message: string): void;
}

/**
 * The breaker of one target, made when it is first needed: a target that never fails, and is never called through
 * us, costs none. A breaker that fails to follow its circuit is logged once, tried again and stops nobody.
 */
export class BreakerSlot {
  readonly #targetId: string;
  readonly #factory: BreakerFactory;
  readonly #log: BreakerLog;
  #breaker: CircuitBreaker | null = null;
  /** What fails at the moment, and is logged already. */
  #fault: string | null = null;

  constructor(targetId: string, factory: BreakerFactory, log: BreakerLog) {
    this.#targetId = targetId;
    this.#factory = factory;
    this.#log = log;
  }

  /** Brings the breaker where the circuit is. */
  follow(state: CircuitPosition): void {
    if (this.#breaker !== null || state !== 'closed') this.#align(state);
  }

  async fire<T>(state: CircuitPosition, call: () => Promise<T>): Promise<T> {
    this.#align(state);
    if (this.#breaker?.state === state) return this.#breaker.fire(call);
    // The breaker is broken, which is logged: the circuit alone decides.
    if (state === 'open') throw new CircuitOpenError(this.#targetId);
    return call();
  }

  dispose(): void {
    this.guard('breaker failed to end', () => this.#breaker?.dispose());
    this.#breaker = null;
  }

  guard(message: string, step: () => void): void {
    try {
      step();
      if (this.#fault === message) this.#fault = null;
    } catch (err) {
      if (this.#fault !== message) this.#log.warn({ err, target_id: this.#targetId }, message);
      this.#fault = message;
    }
  }

  #align(state: CircuitPosition): void {
    if (this.#breaker?.state === state) return;
    this.guard('breaker failed to follow its circuit', () => {
      this.#breaker ??= this.#factory.create(this.#targetId);
      if (this.#breaker.state !== state) move(this.#breaker, state);
    });
  }
}

function move(breaker: CircuitBreaker, to: CircuitPosition): void {
  switch (to) {
    case 'open':
      return breaker.open();
    case 'half_open':
      return breaker.halfOpen();
    case 'closed':
      return breaker.close();
  }
}
