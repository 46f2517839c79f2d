import type { Observation } from '../observations/observation.ts';

/** Where observations go from the queue; the pipeline is one. */
export interface ObservationSink {
  acceptAll(observations: readonly Observation[], onDefect: (error: unknown) => void): void;
}

export interface QueueOptions {
  /** Observations that may wait. */
  readonly limit: () => number;
  /** Runs the task once what is already waiting in the event loop has had its turn. */
  readonly defer: (task: () => void) => void;
  /** Told of an observation that could not be taken in; the others go on. */
  readonly onDefect: (error: unknown) => void;
}

/** chosen: about 5 ms of work, after which probes, timers and readers have their turn. */
const PER_TURN = 2_000;

/**
 * Stands between HTTP and the pipeline. What is offered is taken in at once as far as this turn of the event loop has
 * room for it, so that a sender who reads sees what it wrote; the rest waits for the turns to come. Offers beyond the
 * limit are to be refused by who asks `hasRoomFor`.
 */
export class IntakeQueue {
  readonly #sink: ObservationSink;
  readonly #options: QueueOptions;
  #waiting: (readonly Observation[])[] = [];
  /** Index of the next observation in the first batch. */
  #position = 0;
  #size = 0;
  #leftInTurn = PER_TURN;
  #isTurnBooked = false;

  constructor(sink: ObservationSink, options: QueueOptions) {
    this.#sink = sink;
    this.#options = options;
  }

  get size(): number {
    return this.#size;
  }

  hasRoomFor(count: number): boolean {
    return this.#size === 0 || this.#size + count <= this.#options.limit();
  }

  offer(batch: readonly Observation[]): void {
    if (batch.length === 0) return;
    this.#waiting.push(batch);
    this.#size += batch.length;
    this.#work();
  }

  /** Takes in everything that waits, as when we are stopping. */
  drain(): void {
    this.#leftInTurn = Infinity;
    this.#work();
    this.#leftInTurn = PER_TURN;
  }

  #work(): void {
    while (this.#leftInTurn > 0 && this.#size > 0) this.#takeSome();
    if (this.#isTurnBooked) return;
    this.#isTurnBooked = true;
    this.#options.defer(this.#turn);
  }

  readonly #turn = (): void => {
    this.#isTurnBooked = false;
    this.#leftInTurn = PER_TURN;
    if (this.#size > 0) this.#work();
  };

  /** Of the first batch, as much as this turn has room for. */
  #takeSome(): void {
    const batch = this.#waiting[0]!;
    const end = Math.min(batch.length, this.#position + this.#leftInTurn);
    const some = this.#position === 0 && end === batch.length ? batch : batch.slice(this.#position, end);
    this.#position = end;
    if (end === batch.length) {
      this.#waiting.shift();
      this.#position = 0;
    }
    this.#size -= some.length;
    this.#leftInTurn -= some.length;
    this.#sink.acceptAll(some, this.#options.onDefect);
  }
}
