import { seededRandom } from '../statistics/samples.ts';
import { type Behaviour, type Phase, Script, type Truth } from './script.ts';

/** Calls of a real application, reported as they end. */
export interface Calls {
  readonly perSecond: number;
  /** Whether they go where the status sends them: fully when healthy, three in ten when degraded, none when unhealthy. */
  readonly isRouted: boolean;
}

export interface Scenario {
  readonly id: string;
  readonly title: string;
  readonly calls: Calls | null;
  /** Hours of each script, and how many scripts, as multiples of what the command line asks for. */
  readonly hoursFactor: number;
  readonly seedsFactor: number;
  readonly write: (draft: Draft, endMs: number) => void;
}

const MINUTE_MS = 60_000;
const WORKING: Behaviour = { failureRate: 0, failsBy: 'error', latencyMs: [300, 300], sigma: 0.4 };
const FLAP_MS = { least: 20_000, most: 60_000 } as const;

/** A script in the making: phases are appended one after the other, with lengths drawn at random. */
export class Draft {
  readonly phases: Phase[] = [];
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  get endMs(): number {
    return this.phases.at(-1)?.toMs ?? 0;
  }

  /** Uniform to the millisecond, so that a change of truth meets the probes at a random phase. */
  between(leastMs: number, mostMs: number): number {
    return Math.round(leastMs + (mostMs - leastMs) * this.#random());
  }

  append(truth: Truth, lengthMs: number, behaviour: Partial<Behaviour> = {}): void {
    const fromMs = this.endMs;
    this.phases.push({ fromMs, toMs: fromMs + lengthMs, truth, behaviour: { ...WORKING, ...behaviour } });
  }
}

export function scriptOf(scenario: Scenario, seed: number, hours: number): Script {
  const draft = new Draft(seed);
  scenario.write(draft, hours * scenario.hoursFactor * 60 * MINUTE_MS);
  return new Script(seed, draft.phases);
}

/** Trouble of 3 to 6 minutes after every 6 to 12 good ones: far more than in life, for the sake of samples. */
function recurring(truth: Truth, trouble: Partial<Behaviour>): Scenario['write'] {
  return (draft, endMs) => {
    while (draft.endMs < endMs) {
      draft.append('healthy', draft.between(6 * MINUTE_MS, 12 * MINUTE_MS));
      draft.append(truth, draft.between(3 * MINUTE_MS, 6 * MINUTE_MS), trouble);
    }
  };
}

function steady(behaviour: Partial<Behaviour>): Scenario['write'] {
  return (draft, endMs) => draft.append('healthy', endMs, behaviour);
}

/** Up and down faster than a probe every 30 seconds can follow: not usable as it should be, and not down either. */
function flapping(draft: Draft, endMs: number): void {
  while (draft.endMs < endMs) {
    draft.append('healthy', draft.between(20 * MINUTE_MS, 30 * MINUTE_MS));
    const stopMs = draft.endMs + draft.between(15 * MINUTE_MS, 25 * MINUTE_MS);
    while (draft.endMs < stopMs) {
      draft.append('degraded', draft.between(FLAP_MS.least, FLAP_MS.most), { failureRate: 1 });
      draft.append('degraded', draft.between(FLAP_MS.least, FLAP_MS.most));
    }
  }
}

function slowDrift(draft: Draft, endMs: number): void {
  const drift = (truth: Truth, minutes: number, from: number, to: number): void =>
    draft.append(truth, draft.between(0.8 * minutes * MINUTE_MS, 1.2 * minutes * MINUTE_MS), {
      latencyMs: [from, to],
      sigma: 0.05,
    });
  while (draft.endMs < endMs) {
    drift('healthy', 20, 300, 300);
    drift('healthy', 10, 300, 2_000);
    drift('degraded', 6, 2_000, 3_000);
    drift('degraded', 15, 3_000, 3_000);
    drift('degraded', 3, 3_000, 2_000);
    drift('healthy', 5, 2_000, 300);
  }
}

/** A bad day: 1 % of all requests fail all day long; two outages, a brown-out and a slow spell come on top. */
function badDay(draft: Draft, endMs: number): void {
  const background = { failureRate: 0.01 };
  const spell = (truth: Truth, behaviour: Partial<Behaviour>): void => {
    draft.append('healthy', draft.between(0.14 * endMs, 0.2 * endMs), background);
    draft.append(truth, draft.between(10 * MINUTE_MS, 30 * MINUTE_MS), behaviour);
  };
  spell('down', { failureRate: 1 });
  spell('degraded', { failureRate: 0.4 });
  spell('down', { failureRate: 1, failsBy: 'hanging' });
  spell('degraded', { ...background, latencyMs: [3_000, 3_000], sigma: 0.2 });
  draft.append('healthy', Math.max(MINUTE_MS, endMs - draft.endMs), background);
}

const PROBED = { calls: null, hoursFactor: 1, seedsFactor: 1 } as const;
const CALLED = { calls: { perSecond: 5, isRouted: false }, hoursFactor: 0.5, seedsFactor: 0.5 } as const;

export const SCENARIOS: readonly Scenario[] = [
  {
    ...PROBED,
    id: 'outage_errors',
    title: 'outage, answers 500',
    write: recurring('down', { failureRate: 1 }),
  },
  {
    ...PROBED,
    id: 'outage_refuses',
    title: 'outage, refuses connections',
    write: recurring('down', { failureRate: 1, failsBy: 'refusal' }),
  },
  {
    ...PROBED,
    id: 'outage_hangs',
    title: 'outage, hangs',
    write: recurring('down', { failureRate: 1, failsBy: 'hanging' }),
  },
  {
    ...PROBED,
    id: 'brown_out_30',
    title: 'brown-out 30 %',
    write: recurring('degraded', { failureRate: 0.3 }),
  },
  {
    ...PROBED,
    id: 'brown_out_60',
    title: 'brown-out 60 %',
    write: recurring('degraded', { failureRate: 0.6 }),
  },
  { ...PROBED, id: 'brown_out_90', title: 'brown-out 90 %', write: recurring('down', { failureRate: 0.9 }) },
  { ...PROBED, id: 'random_1', title: 'random failures 1 %', write: steady({ failureRate: 0.01 }) },
  {
    ...PROBED,
    seedsFactor: 5,
    id: 'random_2',
    title: 'random failures 2 %',
    write: steady({ failureRate: 0.02 }),
  },
  { ...PROBED, id: 'random_5', title: 'random failures 5 %', write: steady({ failureRate: 0.05 }) },
  // The exact p95 is 1.3 s: under the threshold, though 1.8 % of the answers are not.
  { ...PROBED, id: 'long_tail', title: 'long tail, 1.8 % over 2 s', write: steady({ sigma: 0.9 }) },
  { ...PROBED, id: 'flapping', title: 'flapping, 20 to 60 s each way', write: flapping },
  { ...PROBED, id: 'slow_drift', title: 'slow drift to 3 s and back', write: slowDrift },
  { ...PROBED, hoursFactor: 8, id: 'bad_day', title: 'a bad day', write: badDay },
  { ...CALLED, id: 'calls_outage', title: '5 calls/s, outage', write: recurring('down', { failureRate: 1 }) },
  {
    ...CALLED,
    calls: { perSecond: 5, isRouted: true },
    id: 'routed_outage',
    title: '5 calls/s that follow the status, outage',
    write: recurring('down', { failureRate: 1 }),
  },
  {
    ...CALLED,
    id: 'calls_brown_out_45',
    title: '5 calls/s, brown-out 45 %',
    write: recurring('degraded', { failureRate: 0.45 }),
  },
  {
    ...CALLED,
    seedsFactor: 1,
    id: 'calls_random_2',
    title: '5 calls/s, random failures 2 %',
    write: steady({ failureRate: 0.02 }),
  },
  {
    ...CALLED,
    id: 'calls_random_5',
    title: '5 calls/s, random failures 5 %',
    write: steady({ failureRate: 0.05 }),
  },
];
