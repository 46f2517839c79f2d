import type { News } from '../../src/live/live-event.ts';
import type { Members } from '../../src/live/live-event.ts';
import { type Batch, LiveLine } from '../../src/live/live-line.ts';
import { LiveSource } from '../../src/live/live-source.ts';
import { LiveTimers } from '../../src/live/live-timers.ts';

/** A connection that keeps what it was told, and reads it when the test says so. */
export class FakeLine extends LiveLine {
  readonly told: { readonly type: string; readonly data: any }[] = [];
  waitingBytes = 0;
  beats = 0;
  isEnded = false;
  isCut = false;
  isReading = true;
  isAlive = true;

  tell({ events, frames }: Batch): void {
    for (const { type, data } of events) this.told.push({ type, data: JSON.parse(data.toString()) });
    if (!this.isReading) this.waitingBytes += frames.length;
  }

  beat(): boolean {
    this.beats++;
    return this.isAlive;
  }

  end(): void {
    this.isEnded = true;
  }

  cut(): void {
    this.isCut = true;
  }

  get types(): string[] {
    return this.told.map(({ type }) => type);
  }
}

/** Has to tell what the test says. */
export class FakeSource extends LiveSource {
  tell: (news: News) => void = () => {
    throw new Error('nobody has subscribed');
  };
  state: Members = {};
  isEnded = false;
  /** How often a snapshot was made. */
  asked = 0;

  subscribe(hear: (news: News) => void): () => void {
    this.tell = hear;
    return () => {
      this.isEnded = true;
    };
  }

  now(): Members {
    this.asked++;
    return this.state;
  }
}

/** Works when the test says so. */
export class ManualTimers extends LiveTimers {
  readonly #works = new Map<number, () => void>();
  #soon: (() => void)[] = [];

  every(ms: number, work: () => void): () => void {
    this.#works.set(ms, work);
    return () => void this.#works.delete(ms);
  }

  soon(work: () => void): void {
    this.#soon.push(work);
  }

  settle(): void {
    const works = this.#soon;
    this.#soon = [];
    for (const work of works) work();
  }

  /** Works what is done every so often, if it is. */
  run(everyMs: number): void {
    this.#works.get(everyMs)?.();
  }

  get running(): number {
    return this.#works.size;
  }
}
