import type { ToldEvent } from './told-event.ts';

/** Several events at once, with the bytes that everybody who hears all of them is sent. */
export interface Batch {
  readonly events: readonly ToldEvent[];
  /** Their frames, one behind the other. */
  readonly frames: Buffer;
}

/** A connection that events go out on. Writing to one that is gone does nothing. */
export abstract class LiveLine {
  /** Bytes that were written and have not left this process. */
  abstract readonly waitingBytes: number;

  abstract tell(batch: Batch): void;

  /** Shows that the connection lives though nothing happens; false where the other side no longer does. */
  abstract beat(): boolean;

  /** Lets the other side go, which may come back at once. */
  abstract end(): void;

  /** Breaks the connection: what waits in it is thrown away. */
  abstract cut(): void;
}
