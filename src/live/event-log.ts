import type { EpochMs } from '../clock/clock.ts';
import type { News } from './live-event.ts';
import { ToldEvent } from './told-event.ts';

export interface LogLimits {
  readonly events: number;
  readonly bytes: number;
}

/** chosen: hours of a busy house, and what a process can spare. */
export const LOG_LIMITS: LogLimits = { events: 10_000, bytes: 8 * 1024 * 1024 };

/**
 * The newest events in their order, for those who were away. Of each state it keeps the newest showing only, so that
 * what a target went through meanwhile takes no room and no time.
 */
export class EventLog {
  readonly #tag: string;
  readonly #limits: LogLimits;
  readonly #events = new Map<number, ToldEvent>();
  readonly #newestOf = new Map<string, ToldEvent>();
  #seq = 0;
  #bytes = 0;
  /** Something up to here was forgotten for want of room. */
  #forgottenSeq = 0;

  /** `tag` tells the ids of this process from those of others, and of itself before a restart. */
  constructor(tag: string, limits: LogLimits = LOG_LIMITS) {
    this.#tag = tag;
    this.#limits = limits;
  }

  get seq(): number {
    return this.#seq;
  }

  get standing(): { readonly events: number; readonly bytes: number } {
    return { events: this.#events.size, bytes: this.#bytes };
  }

  idOf(seq: number): string {
    return `${this.#tag}-${seq}`;
  }

  append(news: News, at: EpochMs): ToldEvent {
    const seq = this.#seq + 1;
    const event = new ToldEvent({ ...news, id: this.idOf(seq), seq, at }, news.members());
    // only now: news that could not be told leave no hole behind
    this.#seq = seq;
    this.#supersede(event);
    this.#events.set(seq, event);
    this.#bytes += event.frame.length;
    this.#forget();
    return event;
  }

  /** The number in an id of this process; null for any other text. */
  seqOf(id: string): number | null {
    if (!id.startsWith(`${this.#tag}-`)) return null;
    const digits = id.slice(this.#tag.length + 1);
    const seq = /^\d{1,15}$/.test(digits) ? Number(digits) : NaN;
    return seq <= this.#seq ? seq : null;
  }

  /** What came after that number, in its order; null where some of it is forgotten. */
  after(seq: number): readonly ToldEvent[] | null {
    if (seq < this.#forgottenSeq || seq > this.#seq) return null;
    if (seq === this.#seq) return [];
    const missed: ToldEvent[] = [];
    for (const event of this.#events.values()) if (event.seq > seq) missed.push(event);
    return missed;
  }

  #supersede(event: ToldEvent): void {
    if (event.state === null) return;
    const before = this.#newestOf.get(event.state);
    if (before !== undefined) this.#drop(before);
    this.#newestOf.set(event.state, event);
  }

  #forget(): void {
    for (const event of this.#events.values()) {
      const isFull = this.#events.size > this.#limits.events || this.#bytes > this.#limits.bytes;
      if (!isFull) return;
      this.#drop(event);
      this.#forgottenSeq = event.seq;
      if (event.state !== null) this.#newestOf.delete(event.state);
    }
  }

  #drop(event: ToldEvent): void {
    this.#events.delete(event.seq);
    this.#bytes -= event.frame.length;
  }
}
