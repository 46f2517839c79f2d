import type { EpochMs, MonotonicMs } from '../../clock/clock.ts';
import { effectOf, type FailureKind } from '../../observations/failure-kind.ts';
import { depthRank, isCall, type Observation } from '../../observations/observation.ts';
import type { WindowSet } from './evidence.ts';

/** Faults of one sort in a row, none of them followed by a success that is as deep. */
export interface Streak {
  readonly count: number;
  /** The deepest of them: what deep evidence opened, shallow evidence does not close. */
  readonly depth: number;
  readonly kind: FailureKind;
  readonly detail: string | null;
  readonly set: WindowSet;
  readonly startedAt: EpochMs;
  readonly startedAtMs: MonotonicMs;
}

/** What an observation meant to the streaks. */
export type Step = 'success' | 'shallow_success' | 'failure' | 'account_fault' | 'nothing';

interface Run {
  successes: number;
  failures: number;
  lastSuccessAtMs: MonotonicMs;
  lastFailureAtMs: MonotonicMs;
  lastFailureDepth: number;
  lastAccountFaultAtMs: MonotonicMs;
}

const newRun = (): Run => ({
  successes: 0,
  failures: 0,
  lastSuccessAtMs: -Infinity,
  lastFailureAtMs: -Infinity,
  lastFailureDepth: 0,
  lastAccountFaultAtMs: -Infinity,
});

/** Counts what follows what: faults in a row, by who is at fault, and how checks and calls each fare. */
export class Streaks {
  failure: Streak | null = null;
  account: Streak | null = null;
  readonly checks = newRun();
  readonly calls = newRun();
  /** Checks since trouble or recovery began: bounds how often a confirmation is tried. */
  checksSinceTrouble = 0;
  readonly #isModel: boolean;

  constructor(isModel: boolean) {
    this.#isModel = isModel;
  }

  /** `requiredDepth` is the depth that a success needs to end an outage; 0 when there is none. */
  apply(observation: Observation, requiredDepth: number): Step {
    if (!isCall(observation.depth)) this.checksSinceTrouble++;
    if (observation.ok) return this.#succeed(observation, requiredDepth);
    if (observation.isStarting === true) return this.#endFailures(observation);
    switch (effectOf(observation.failure!)) {
      case 'failure':
        return this.#fail(observation);
      case 'unusable':
        return this.#blameAccount(observation);
      case 'limited':
      case 'ignored':
        return 'nothing';
    }
  }

  #succeed(observation: Observation, requiredDepth: number): Step {
    const depth = depthRank(observation.depth);
    const run = this.#runOf(observation);
    run.successes++;
    run.failures = 0;
    run.lastSuccessAtMs = observation.atMonotonicMs;
    if (this.failure !== null && depth >= this.failure.depth) this.failure = null;
    if (this.account !== null && depth >= this.account.depth) this.account = null;
    const isDeepEnough = depth >= requiredDepth && this.failure === null && this.account === null;
    return isDeepEnough ? 'success' : 'shallow_success';
  }

  /** It answered, if only that it is starting: its failures in a row have ended. */
  #endFailures(observation: Observation): Step {
    if (this.failure !== null && depthRank(observation.depth) >= this.failure.depth) this.failure = null;
    return 'nothing';
  }

  #fail(observation: Observation): Step {
    const run = this.#runOf(observation);
    run.failures++;
    run.successes = 0;
    run.lastFailureAtMs = observation.atMonotonicMs;
    run.lastFailureDepth = depthRank(observation.depth);
    this.#beginTrouble(observation);
    this.failure = extend(this.failure, observation);
    return 'failure';
  }

  /** The provider answered, so a streak of its own failures that was no deeper has ended. */
  #blameAccount(observation: Observation): Step {
    // A model that its provider does not list says nothing of the provider.
    if (observation.failure === 'model_unavailable' && !this.#isModel) return 'nothing';
    this.#beginTrouble(observation);
    if (this.failure !== null && depthRank(observation.depth) >= this.failure.depth) this.failure = null;
    this.account = extend(this.account, observation);
    this.#runOf(observation).lastAccountFaultAtMs = observation.atMonotonicMs;
    return 'account_fault';
  }

  #beginTrouble(observation: Observation): void {
    if (this.failure === null && this.account === null)
      this.checksSinceTrouble = isCall(observation.depth) ? 0 : 1;
  }

  #runOf(observation: Observation): Run {
    return isCall(observation.depth) ? this.calls : this.checks;
  }
}

function extend(streak: Streak | null, observation: Observation): Streak {
  return {
    count: (streak?.count ?? 0) + 1,
    depth: Math.max(streak?.depth ?? 0, depthRank(observation.depth)),
    kind: observation.failure!,
    detail: observation.detail,
    set: isCall(observation.depth) ? 'calls' : 'checks',
    startedAt: streak?.startedAt ?? observation.at,
    startedAtMs: streak?.startedAtMs ?? observation.atMonotonicMs,
  };
}
