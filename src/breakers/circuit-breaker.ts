import type { CircuitPosition } from './circuit.ts';

/**
 * What stands before the calls to one target and lets them through or not. It goes where the circuit decides, and
 * judges no outcome itself: that comes back as an observation, which alone knows who was at fault.
 */
export abstract class CircuitBreaker {
  abstract readonly state: CircuitPosition;
  abstract open(): void;
  abstract halfOpen(): void;
  abstract close(): void;

  /**
   * Runs the call when closed, one at a time when half open.
   * @throws {CircuitOpenError} instead of calling otherwise; what the call itself throws comes through unchanged
   */
  abstract fire<T>(call: () => Promise<T>): Promise<T>;

  /** Lets go of everything that would outlive it. Calls under way end by themselves. */
  abstract dispose(): void;
}

/** Where breakers come from. */
export abstract class BreakerFactory {
  /** A closed one. */
  abstract create(targetId: string): CircuitBreaker;

  /** Called once a second. */
  abstract tick(): void;
}

/** The call was not made: its target's circuit lets nothing through at the moment. */
export class CircuitOpenError extends Error {
  readonly code = 'CIRCUIT_OPEN';
  readonly targetId: string;

  constructor(targetId: string, options?: ErrorOptions) {
    super(`the circuit of ${targetId} lets no call through`, options);
    this.name = 'CircuitOpenError';
    this.targetId = targetId;
  }
}
