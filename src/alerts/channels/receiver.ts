import type { Clock } from '../../clock/clock.ts';
import type { SendOutcome } from './alert-channel.ts';
import { outcomeOf } from './http/http-outcome.ts';
import type { HttpPost, HttpSender } from './http/http-sender.ts';
import type { SecretWords } from './secret-words.ts';

/** What became of one request, and what was said. */
export interface Receipt {
  readonly outcome: SendOutcome;
  /** The beginning of the answer's body, not free of secrets; empty where it was not needed. */
  readonly text: string;
}

/** [no headers, and a success is not read] */
export type Letter = Pick<HttpPost, 'url' | 'body'> & Partial<Pick<HttpPost, 'headers' | 'needsText'>>;

/** Somebody who takes messages over HTTP, and whose answers must not give away how to reach him. */
export class Receiver {
  readonly #http: HttpSender;
  readonly #clock: Clock;
  readonly #secrets: SecretWords;

  constructor(http: HttpSender, clock: Clock, secrets: SecretWords) {
    this.#http = http;
    this.#clock = clock;
    this.#secrets = secrets;
  }

  async post(letter: Letter, signal: AbortSignal): Promise<Receipt> {
    const result = await this.#http.post({ headers: {}, needsText: false, ...letter }, signal);
    const outcome = outcomeOf(result, this.#clock.now(), (text) => this.quote(text));
    return { outcome, text: result.kind === 'answered' ? result.answer.text : '' };
  }

  /** What the receiver said, for people. */
  quote(text: string): string {
    return this.#secrets.quote(text);
  }
}
