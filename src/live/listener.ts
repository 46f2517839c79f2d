import type { MonotonicMs } from '../clock/clock.ts';
import type { LiveFilter } from './live-filter.ts';
import type { Batch, LiveLine } from './live-line.ts';
import type { ToldEvent } from './told-event.ts';

/** chosen: several seconds of a busy house; what a thousand slow listeners hold is bounded by it. */
const MOST_WAITING_BYTES = 256 * 1024;
/** chosen: who has not read that much in a minute is on no line that events are for. */
const LONGEST_BEHIND_MS = 60_000;

/** One who listens: what was sent, and whether it keeps up. */
export class Listener {
  readonly filter: LiveFilter;
  readonly #line: LiveLine;
  #sentSeq = 0;
  /** Since when nothing is written, because what was written before has not left. */
  #behindSinceMs: MonotonicMs | null = null;

  constructor(line: LiveLine, filter: LiveFilter) {
    this.#line = line;
    this.filter = filter;
  }

  get sentSeq(): number {
    return this.#sentSeq;
  }

  get isBehind(): boolean {
    return this.#behindSinceMs !== null;
  }

  /** Sends what of it is wanted and not sent yet; nothing while it is behind, which `catchUp` makes good. */
  tell(batch: Batch, nowMs: MonotonicMs): void {
    if (this.isBehind) return;
    const last = batch.events.at(-1);
    if (last === undefined || last.seq <= this.#sentSeq) return;
    const isNew = batch.events[0]!.seq > this.#sentSeq;
    this.#send(isNew && this.#wantsAll(batch) ? batch : this.#wantedOf(batch), nowMs);
    this.#sentSeq = last.seq;
  }

  /** Begins anew from what is so now. */
  begin(snapshot: ToldEvent, nowMs: MonotonicMs): void {
    this.#behindSinceMs = null;
    this.#sentSeq = snapshot.seq;
    this.#send({ events: [snapshot], frames: snapshot.frame }, nowMs);
  }

  /** Goes on behind that number with what came since; false where that is more than a snapshot is for. */
  goOn(seq: number, missed: readonly ToldEvent[], nowMs: MonotonicMs): boolean {
    const events = missed.filter((event) => this.#wants(event));
    const bytes = events.reduce((sum, { frame }) => sum + frame.length, 0);
    if (bytes > MOST_WAITING_BYTES) return false;
    this.#behindSinceMs = null;
    this.#sentSeq = missed.at(-1)?.seq ?? seq;
    this.#send(batchOf(events), nowMs);
    return true;
  }

  /** False where it is lost: the other side is gone, or has not read for long. */
  beat(nowMs: MonotonicMs): boolean {
    if (this.#behindSinceMs !== null) return nowMs - this.#behindSinceMs < LONGEST_BEHIND_MS;
    return this.#line.beat();
  }

  end(): void {
    this.#line.end();
  }

  cut(): void {
    this.#line.cut();
  }

  /** Its filter has been asked. */
  #send(batch: Batch, nowMs: MonotonicMs): void {
    if (batch.events.length > 0) this.#line.tell(batch);
    if (this.#line.waitingBytes > MOST_WAITING_BYTES) this.#behindSinceMs = nowMs;
  }

  #wantsAll({ events }: Batch): boolean {
    return events.every((event) => this.#wants(event));
  }

  #wantedOf({ events }: Batch): Batch {
    return batchOf(events.filter((event) => event.seq > this.#sentSeq && this.#wants(event)));
  }

  #wants(event: ToldEvent): boolean {
    return this.filter.takes(event);
  }
}

export function batchOf(events: readonly ToldEvent[]): Batch {
  const [only] = events;
  const isOne = events.length === 1 && only !== undefined;
  return { events, frames: isOne ? only.frame : Buffer.concat(events.map(({ frame }) => frame)) };
}
