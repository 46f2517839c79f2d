import { EventEmitter } from 'node:events';
import Opossum from 'opossum';
import { BreakerFactory, CircuitBreaker, CircuitOpenError } from './circuit-breaker.ts';
import type { CircuitPosition } from './circuit.ts';

type Call = () => Promise<unknown>;
type Breaker = Opossum<[Call]>;

/** Opossum takes a state to start from (its README, "Breaker State Initialization"); its types leave it out. */
interface Options extends Opossum.Options<[Call]> {
  readonly state?: { readonly closed: boolean; readonly halfOpen: boolean };
}

/** The longest wait that a timer knows, 24.8 days: opossum's own reset timeout must never come before ours. */
const NEVER_MS = 2 ** 31 - 1;

/**
 * Opossum breakers without a running timer each. All share one status of a single bucket, rotated once a second: it
 * is opossum's place for counts and latencies, which nothing here reads, and 1.4 KiB a breaker otherwise.
 */
export class OpossumBreakers extends BreakerFactory {
  readonly #rotation = new EventEmitter();
  readonly #status = Opossum.newStatus({
    rollingCountBuckets: 1,
    rollingCountTimeout: 1_000,
    rollingPercentilesEnabled: false,
    enableSnapshots: false,
    rotateBucketController: this.#rotation,
  });

  create(targetId: string): CircuitBreaker {
    return new OpossumBreaker(targetId, {
      name: targetId,
      timeout: false,
      resetTimeout: NEVER_MS,
      enableSnapshots: false,
      rollingPercentilesEnabled: false,
      rotateBucketController: this.#rotation,
      status: this.#status,
      // The circuit judges percentages, by its own window: with a status shared by all, opossum's means nothing.
      errorThresholdPercentage: Infinity,
    });
  }

  tick(): void {
    this.#rotation.emit('rotate');
  }
}

/** One opossum breaker, kept where the circuit wants it. */
class OpossumBreaker extends CircuitBreaker {
  readonly #targetId: string;
  readonly #options: Options;
  #wanted: CircuitPosition = 'closed';
  #breaker: Breaker;

  constructor(targetId: string, options: Options) {
    super();
    this.#targetId = targetId;
    this.#options = options;
    this.#breaker = this.#build({});
  }

  get state(): CircuitPosition {
    return positionOf(this.#breaker);
  }

  open(): void {
    this.#wanted = 'open';
    this.#breaker.open();
  }

  /** Opossum goes half open by its timer alone; its public way round that is a new one which starts there. */
  halfOpen(): void {
    this.#wanted = 'half_open';
    const former = this.#breaker;
    this.#breaker = this.#build({ state: { closed: false, halfOpen: true } });
    retire(former);
  }

  close(): void {
    this.#wanted = 'closed';
    this.#breaker.close();
  }

  async fire<T>(call: () => Promise<T>): Promise<T> {
    try {
      return (await this.#breaker.fire(call)) as T;
    } catch (error) {
      const isRefusal = error instanceof Error && Opossum.isOurError(error);
      throw isRefusal ? new CircuitOpenError(this.#targetId, { cause: error }) : error;
    }
  }

  dispose(): void {
    retire(this.#breaker);
  }

  #build(start: Pick<Options, 'state'>): Breaker {
    // Opossum writes its defaults into the object that it is given.
    const breaker: Breaker = new Opossum((call: Call) => call(), { ...this.#options, ...start });
    const realign = (): void => this.#realign(breaker);
    return breaker.on('open', realign).on('close', realign).on('halfOpen', realign);
  }

  /** A trial that ended moves opossum by itself; before the circuit has judged it, it goes back where it was. */
  #realign(breaker: Breaker): void {
    if (breaker !== this.#breaker || positionOf(breaker) === this.#wanted) return;
    if (this.#wanted === 'half_open') this.halfOpen();
    else if (this.#wanted === 'open') breaker.open();
    else breaker.close();
  }
}

function positionOf(breaker: Breaker): CircuitPosition {
  if (breaker.opened) return 'open';
  return breaker.halfOpen ? 'half_open' : 'closed';
}

/** Ends its timer. `shutdown()` would end the status that all of them share. */
function retire(breaker: Breaker): void {
  breaker.removeAllListeners();
  breaker.close();
}
