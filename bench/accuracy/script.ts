import type { Answer } from '../../test/support/virtual-world.ts';

/** What a provider really is at a moment, whatever anybody has noticed of it. */
export type Truth = 'healthy' | 'degraded' | 'down';

/** How a provider answers during a phase. */
export interface Behaviour {
  /** Share of requests that fail, 0 to 1, each independent of the others. */
  readonly failureRate: number;
  /** How they fail: with a 500, by refusing the connection, or by never answering. */
  readonly failsBy: 'error' | 'refusal' | 'hanging';
  /** Median latency of what succeeds at the start and at the end of the phase; between them it moves linearly. */
  readonly latencyMs: readonly [number, number];
  /** Spread of the lognormal latency around its median. */
  readonly sigma: number;
}

export interface Phase {
  readonly fromMs: number;
  readonly toMs: number;
  readonly truth: Truth;
  readonly behaviour: Behaviour;
}

const ERROR_MS = 80;
const REFUSAL_MS = 5;
/** Longer than anybody waits. */
const HANGING_MS = 600_000;

/** The truth about one provider over time, and what each request that starts at a moment would get. */
export class Script {
  readonly seed: number;
  readonly phases: readonly Phase[];

  constructor(seed: number, phases: readonly Phase[]) {
    this.seed = seed;
    this.phases = phases;
  }

  get endMs(): number {
    return this.phases.at(-1)!.toMs;
  }

  /**
   * The same for everybody who asks at the same moment, however often others asked before: so detectors that probe
   * differently still face the same provider and the same random numbers. `salt` tells calls from probes.
   */
  answer(atMs: number, salt: number): Answer {
    const phase = this.phaseAt(atMs);
    const { failureRate, failsBy, sigma } = phase.behaviour;
    if (this.uniform(atMs, salt) < failureRate) return FAILURES[failsBy];
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform(atMs, salt + 1)));
    const normal = radius * Math.cos(2 * Math.PI * this.uniform(atMs, salt + 2));
    return { failure: null, latencyMs: Math.round(medianMs(phase, atMs) * Math.exp(sigma * normal)) };
  }

  /** A random number in [0, 1) that belongs to this moment and salt (murmur3's finaliser). */
  uniform(atMs: number, salt: number): number {
    let mixed = Math.imul(this.seed + 1, 0x9e3779b1) ^ Math.imul(Math.round(atMs) + 1, 0x85ebca6b);
    mixed ^= Math.imul(salt + 1, 0xc2b2ae35);
    for (let round = 0; round < 2; round++) {
      mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
      mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
      mixed ^= mixed >>> 16;
    }
    return (mixed >>> 0) / 2 ** 32;
  }

  phaseAt(atMs: number): Phase {
    let low = 0;
    let high = this.phases.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.phases[middle]!.toMs <= atMs) low = middle + 1;
      else high = middle;
    }
    return this.phases[low]!;
  }
}

const FAILURES: Readonly<Record<Behaviour['failsBy'], Answer>> = {
  error: { failure: 'server_error', latencyMs: ERROR_MS },
  refusal: { failure: 'network', latencyMs: REFUSAL_MS },
  hanging: { failure: null, latencyMs: HANGING_MS },
};

/** Whoever asks gives up after the timeout. */
export function limited(answer: Answer, timeoutMs: number): Answer {
  return answer.latencyMs <= timeoutMs ? answer : { failure: 'timeout', latencyMs: timeoutMs };
}

function medianMs({ fromMs, toMs, behaviour }: Phase, atMs: number): number {
  const [start, end] = behaviour.latencyMs;
  return start + ((end - start) * (atMs - fromMs)) / (toMs - fromMs);
}
