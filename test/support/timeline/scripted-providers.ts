import type { FailureKind } from '../../../src/observations/failure-kind.ts';
import type { Target } from '../../../src/targets/target.ts';
import type { Answer } from '../virtual-world.ts';

export interface Behaviour {
  readonly failure: FailureKind | null;
  readonly latencyMs: number;
  /** Share of the answers that fail, drawn at random; the others succeed. */
  readonly share: number;
  readonly retryAfterMs?: number;
  /** Names on the models list: all that are configured, these, or no list at all. */
  readonly list: 'configured' | 'none' | readonly string[];
}

const LATENCY_MS = 100;
export const WORKING: Behaviour = { failure: null, latencyMs: LATENCY_MS, share: 1, list: 'configured' };

/** What each provider of a scenario does at the moment, and does to every probe that starts. */
export class ScriptedProviders {
  readonly #behaviours = new Map<string, Behaviour>();
  readonly #random: () => number;
  #seldomLost = 0;

  constructor(random: () => number) {
    this.#random = random;
  }

  behave(id: string, behaviour: Partial<Behaviour>): void {
    this.#behaviours.set(id, { ...WORKING, ...behaviour });
  }

  /** The next probe of all is lost on its way, and no other. */
  loseOne(): void {
    this.#seldomLost++;
  }

  readonly answer = (target: Target): Answer => {
    if (this.#seldomLost > 0) {
      this.#seldomLost--;
      return { failure: 'network', latencyMs: LATENCY_MS };
    }
    const { failure, latencyMs, share, retryAfterMs, list } = this.#behaviours.get(target.id) ?? WORKING;
    if (failure !== null && (share === 1 || this.#random() < share)) {
      return { failure, latencyMs, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
    }
    const models = list === 'configured' ? target.provider.models : list;
    return { failure: null, latencyMs, ...(models === 'none' ? {} : { models }) };
  };
}

/** Random numbers in [0, 1) that are the same in every run (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
