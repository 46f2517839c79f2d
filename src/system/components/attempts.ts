import { type ComponentCheck, type ComponentReading, reading } from './component.ts';

export interface AttemptOptions {
  /** Deadline of one attempt, milliseconds. */
  readonly timeoutMs: number;
  /** Repetitions of one that did not find the component well. */
  readonly retries: number;
  readonly wait: (ms: number) => Promise<unknown>;
}

/** chosen: what stumbled is back in a moment; doubled before each further attempt. */
const FIRST_RETRY_MS = 100;

/** A check with its deadline and its repetitions. One that still hangs is not begun a second time. */
export class Attempts {
  readonly #check: ComponentCheck;
  #underWay: Promise<ComponentReading> | null = null;

  constructor(check: ComponentCheck) {
    this.#check = check;
  }

  /** The last reading, once there is nothing to be gained by another. @throws what the check rejects with */
  async run({ timeoutMs, retries, wait }: AttemptOptions): Promise<ComponentReading> {
    for (let count = 0; ; count++) {
      const isLast = count >= retries;
      try {
        const found = await this.#once(timeoutMs);
        if (found.status !== 'unhealthy' || isLast) return found;
      } catch (error) {
        if (isLast) throw error;
      }
      await wait(FIRST_RETRY_MS * 2 ** count);
    }
  }

  async #once(timeoutMs: number): Promise<ComponentReading> {
    if (this.#underWay !== null) return reading('unhealthy', 'its last check has not ended yet');
    const end = new AbortController();
    const { promise: tooLate, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      end.abort();
      reject(new Error(`no answer within ${timeoutMs} ms`));
    }, timeoutMs);
    this.#underWay = this.#look(end.signal);
    try {
      return await Promise.race([this.#underWay, tooLate]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #look(signal: AbortSignal): Promise<ComponentReading> {
    // What throws at once must not have ended before it is noted as begun.
    await Promise.resolve();
    try {
      return await this.#check.check(signal);
    } finally {
      this.#underWay = null;
    }
  }
}
