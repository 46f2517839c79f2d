import type { MonotonicMs } from '../clock/clock.ts';
import type { GatewayAdvice } from './gateway-advice.ts';
import { agentAnswer, FAIL_OPEN } from './haproxy-answer.ts';
import type { Seat } from './seats.ts';

/** chosen: HAProxy asks every few seconds (`agent-inter`), and each of several must hear it */
const READY_MS = 60_000;
/** chosen: who asks for more names that there are not is told of no more. */
const MOST_UNKNOWN = 100;
const SHOWN_CHARACTERS = 100;

interface Found {
  readonly seat: Seat;
  readonly pool: readonly Seat[];
}

/** Answers HAProxy, by the name that its `agent-send` gives: `target`, or `pool/target`. */
export class HaproxyDesk {
  readonly #advice: GatewayAdvice;
  readonly #nowMs: () => MonotonicMs;
  readonly #onUnknown: (name: string) => void;
  readonly #openedAtMs: MonotonicMs;
  /** When each was last answered `drain`. */
  readonly #drainedAtMs = new Map<string, MonotonicMs>();
  readonly #unknown = new Set<string>();

  constructor(advice: GatewayAdvice, nowMs: () => MonotonicMs, onUnknown: (name: string) => void) {
    this.#advice = advice;
    this.#nowMs = nowMs;
    this.#onUnknown = onUnknown;
    this.#openedAtMs = nowMs();
  }

  /** One line without its end; never throws for what somebody sends. */
  answer(name: string): string {
    const found = this.#find(name);
    if (found === null) {
      if (this.#advice.isReady) this.#noteUnknown(name);
      return FAIL_OPEN;
    }
    const answer = agentAnswer(found.seat, found.pool, this.#mayBeDrained(name));
    if (answer.startsWith('drain')) this.#drainedAtMs.set(name, this.#nowMs());
    return answer;
  }

  /**
   * `ready` also ends what an operator said at HAProxy itself, so it is said for a while only: after a drain of ours, and
   * after a start, which may have followed one.
   */
  #mayBeDrained(name: string): boolean {
    const sinceMs = this.#drainedAtMs.get(name) ?? this.#openedAtMs;
    if (this.#nowMs() - sinceMs <= READY_MS) return true;
    this.#drainedAtMs.delete(name);
    return false;
  }

  #find(name: string): Found | null {
    const model = this.#advice.targetModel(name);
    if (model === undefined) return this.#inNamedPool(name);
    for (const pool of this.#advice.pools) {
      const found = this.#seat(pool, name);
      if (found !== null) return found;
    }
    return model === null ? null : this.#seat('default', name, model);
  }

  /** Pools and targets may have slashes in their names, so every one of them may be the one between the two. */
  #inNamedPool(name: string): Found | null {
    for (let at = name.indexOf('/'); at > 0; at = name.indexOf('/', at + 1)) {
      const [pool, id] = [name.slice(0, at), name.slice(at + 1)];
      const found = this.#advice.hasPool(pool) ? this.#seat(pool, id) : null;
      if (found !== null) return found;
    }
    return null;
  }

  #seat(pool: string, id: string, model: string | null = null): Found | null {
    const seats = this.#advice.find({ pool, model })?.seats ?? [];
    const seat = seats.find(({ target }) => target.id === id);
    return seat === undefined ? null : { seat, pool: seats };
  }

  #noteUnknown(name: string): void {
    const shown = name.slice(0, SHOWN_CHARACTERS);
    if (this.#unknown.has(shown) || this.#unknown.size >= MOST_UNKNOWN) return;
    this.#unknown.add(shown);
    this.#onUnknown(shown);
  }
}
