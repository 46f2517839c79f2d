/** Rings once after a while, unless it is set anew or stopped before. */
export abstract class Alarm {
  abstract set(afterMs: number, ring: () => void): void;
  abstract stop(): void;
}

/** The longest that a timer of Node's takes. */
const LONGEST_MS = 2 ** 31 - 1;

export class TimerAlarm extends Alarm {
  #timer: NodeJS.Timeout | null = null;

  set(afterMs: number, ring: () => void): void {
    this.stop();
    this.#timer = setTimeout(ring, Math.min(Math.max(0, afterMs), LONGEST_MS));
    // What waits to be sent is stored: it must not keep a process alive that has nothing else to do.
    this.#timer.unref();
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
