import type { Clock, EpochMs, MonotonicMs } from '../clock/clock.ts';
import { CLOSED_CIRCUIT, type CircuitState } from '../health/circuit-state.ts';
import type { Status } from '../health/status.ts';
import { depthRank, isCall, type Observation } from '../observations/observation.ts';
import type { CircuitSettings } from '../settings/settings.ts';
import { CallRecord, type CallTrouble, isSlowCall } from './call-record.ts';
import type { CallTally } from './call-window.ts';
import { type CircuitSnapshot, retryAfterRestart } from './circuit-snapshot.ts';
import { deeper, type DepthRank, EvidenceDepth } from './evidence-depth.ts';
import { ResetTimeout } from './reset-timeout.ts';

export type CircuitPosition = CircuitState['state'];

/** From where a circuit may go where; an operator's override takes the same ways. */
const LEGAL_TRANSITIONS: Readonly<Record<CircuitPosition, readonly CircuitPosition[]>> = {
  closed: ['open'],
  open: ['half_open', 'closed'],
  half_open: ['open', 'closed'],
};

const CALL_DEPTH: DepthRank = 2;

export interface Override {
  readonly reason: string;
  /** How long it holds, milliseconds; null until reset. */
  readonly forMs: number | null;
}

/** What health says when the circuit is looked at. */
export interface HealthView {
  readonly status: Status;
  /** The target is reached over an egress that is down: nothing that happens is its fault. */
  readonly isCutOff: boolean;
}

/** Decides whether one target's circuit is closed, open or half open. Guards nothing itself. */
export class Circuit {
  readonly #settings: () => CircuitSettings;
  readonly #clock: Clock;
  readonly #calls = new CallRecord();
  #depth = new EvidenceDepth();
  #resetTimeout = new ResetTimeout();
  #shown: CircuitState = CLOSED_CIRCUIT;
  /** How deep a success must go to close it. */
  #requiredDepth: DepthRank = 0;
  /** Slow calls opened it, so a slow trial fails. */
  #isOpenForSlowness = false;
  #retryAtMs: MonotonicMs = Infinity;
  #forcedUntilMs: MonotonicMs = Infinity;
  #wasCutOff = false;

  constructor(settings: () => CircuitSettings, clock: Clock) {
    this.#settings = settings;
    this.#clock = clock;
  }

  /** What everyone else sees; the same object until it changes. */
  get shown(): CircuitState {
    return this.#shown;
  }

  get reopenings(): number {
    return this.#resetTimeout.reopenings;
  }

  get consecutiveFailures(): number {
    return this.#calls.consecutiveFailures;
  }

  /** Health would have it open, and the ejection cap keeps it closed. */
  get isHeldBack(): boolean {
    const { state, forced, reason } = this.#shown;
    return state === 'closed' && !forced && reason !== null;
  }

  tally(): CallTally {
    return this.#calls.tally(this.#clock.monotonicMs());
  }

  /** Takes a counted outcome in: a success, or a failure that counts against health. */
  record(observation: Observation, isDriving: boolean, status: Status): void {
    const isOfCall = isCall(observation.depth);
    const isSlow = isSlowCall(observation, this.#settings());
    if (isOfCall) this.#calls.record(observation, isSlow, isDriving);
    if (!isDriving) return;
    const hasFailed = !observation.ok || (isSlow && this.#isOpenForSlowness);
    this.#depth.note(!hasFailed, depthRank(observation.depth));
    if (this.#shown.forced) return;
    if (this.#shown.state !== 'closed') this.#noteTrial(observation, hasFailed, status);
    else if (isOfCall && (hasFailed || isSlow)) this.#judgeCalls(observation.atMonotonicMs);
  }

  /** Health recommends to open; a circuit that is open already, or forced, stays as it is. */
  recommendOpen(reason: string): void {
    if (this.#shown.forced || this.#shown.state === 'open') return;
    this.#open(reason, this.#depth.ofTrouble);
  }

  /** Health recommends to open, but too much of the pool is ejected already. */
  holdBack(reason: string): void {
    if (this.#shown.state !== 'closed' || this.#shown.forced || this.isHeldBack) return;
    this.#shown = Object.freeze({ ...CLOSED_CIRCUIT, reason });
  }

  letGo(): void {
    if (this.isHeldBack) this.#shown = CLOSED_CIRCUIT;
  }

  /** The target's status has become this one. */
  hear(status: Status): void {
    if (this.#shown.forced || this.#shown.state === 'closed') return;
    if (this.#shown.state === 'half_open' || status === 'healthy') this.#closeIfProven(status);
  }

  /** Once a second: what time alone brings about. */
  tick({ status, isCutOff }: HealthView): void {
    const nowMs = this.#clock.monotonicMs();
    if (this.#shown.forced) {
      if (nowMs >= this.#forcedUntilMs) this.#release();
      return;
    }
    // Whatever opened it as our egress broke may have been us: it tries again as soon as we are back.
    const isBack = this.#wasCutOff && !isCutOff;
    this.#wasCutOff = isCutOff;
    if (isCutOff) return;
    if (this.#shown.state === 'open' && (isBack || nowMs >= this.#retryAtMs)) this.#halfOpen();
    else if (this.#shown.state === 'half_open') this.#closeIfProven(status);
    else if (this.#shown.state === 'closed') {
      this.#resetTimeout.settle(status === 'healthy', nowMs, this.#settings());
    }
  }

  /** Held by an operator, whatever the evidence, until the time is over or it is reset. */
  force(state: 'open' | 'closed', { reason, forMs }: Override): void {
    const now = this.#clock.now();
    this.#forcedUntilMs = forMs === null ? Infinity : this.#clock.monotonicMs() + forMs;
    this.#retryAtMs = Infinity;
    this.#move(state, {
      openedAt: state === 'open' ? (this.#shown.openedAt ?? now) : null,
      retryAt: null,
      forced: true,
      forcedUntil: forMs === null ? null : now + forMs,
      reason,
    });
  }

  /** Closed, with all that led here forgotten; health and calls decide anew from here on. */
  reset(): void {
    this.#resetTimeout.reset();
    this.#depth = new EvidenceDepth();
    this.#close();
  }

  snapshot(targetId: string): CircuitSnapshot | null {
    const { openings } = this.#resetTimeout;
    if (this.#shown === CLOSED_CIRCUIT && openings === 0) return null;
    const requiredDepth = this.#requiredDepth;
    return { targetId, ...this.#shown, openings, requiredDepth, isOpenForSlowness: this.#isOpenForSlowness };
  }

  /** Takes up where a former process stopped; one that was half open tries again at once. */
  restore(saved: CircuitSnapshot): void {
    const { state, openedAt, forced, forcedUntil, reason } = saved;
    this.#resetTimeout = new ResetTimeout(saved.openings);
    if (state === 'closed' && !forced) return;
    this.#requiredDepth = saved.requiredDepth;
    this.#isOpenForSlowness = saved.isOpenForSlowness;
    this.#forcedUntilMs = forced && forcedUntil !== null ? this.#monotonicOf(forcedUntil) : Infinity;
    const retryAt = retryAfterRestart(saved, this.#clock.now(), this.#settings().maxResetTimeoutMs);
    this.#retryAtMs = retryAt === null ? Infinity : this.#monotonicOf(retryAt);
    this.#move(state === 'closed' ? 'closed' : 'open', { openedAt, retryAt, forced, forcedUntil, reason });
  }

  #monotonicOf(at: EpochMs): MonotonicMs {
    return this.#clock.monotonicMs() + (at - this.#clock.now());
  }

  #judgeCalls(atMs: MonotonicMs): void {
    const trouble: CallTrouble | null = this.#calls.trouble(this.#settings(), atMs);
    if (trouble === null) return;
    this.#open(trouble.reason, CALL_DEPTH);
    this.#isOpenForSlowness = trouble.cause === 'slow_calls';
  }

  /** While open nothing is tried, but how deep the trouble goes is learnt all the same. */
  #noteTrial(observation: Observation, hasFailed: boolean, status: Status): void {
    const depth = depthRank(observation.depth);
    if (hasFailed) this.#requiredDepth = deeper(this.#requiredDepth, depth);
    if (this.#shown.state !== 'half_open') return;
    const evidence = observation.detail ?? observation.failure ?? 'too slow';
    if (hasFailed) this.#open(`the trial failed: ${evidence}`, depth);
    else this.#closeIfProven(status);
  }

  #open(reason: string, depth: DepthRank): void {
    const isReopening = this.#shown.state === 'half_open';
    this.#requiredDepth = isReopening ? deeper(this.#requiredDepth, depth) : depth;
    if (!isReopening) this.#isOpenForSlowness = false;
    this.#depth.askForProof();
    const waitMs = this.#resetTimeout.grow(this.#settings());
    const now = this.#clock.now();
    this.#retryAtMs = this.#clock.monotonicMs() + waitMs;
    const retryAt = now + waitMs;
    this.#move('open', { openedAt: now, retryAt, forced: false, forcedUntil: null, reason });
  }

  #halfOpen(): void {
    this.#depth.askForProof();
    this.#move('half_open', { ...this.#shown, retryAt: this.#clock.now(), forced: false, forcedUntil: null });
  }

  #closeIfProven(status: Status): void {
    if (status !== 'unhealthy' && this.#depth.isProven(this.#requiredDepth)) this.#close();
  }

  #close(): void {
    this.#calls.clear();
    this.#isOpenForSlowness = false;
    this.#requiredDepth = 0;
    if (this.#shown.state !== 'closed') this.#move('closed', CLOSED_CIRCUIT);
    else this.#shown = CLOSED_CIRCUIT;
  }

  /** The override is over: what happened meanwhile decides nothing, and an open circuit asks for a trial. */
  #release(): void {
    this.#calls.clear();
    if (this.#shown.state === 'open') this.#halfOpen();
    else this.#close();
  }

  #move(to: CircuitPosition, rest: Omit<CircuitState, 'state'>): void {
    const from = this.#shown.state;
    if (from !== to && !LEGAL_TRANSITIONS[from].includes(to)) {
      throw new Error(`illegal circuit transition: ${from} to ${to}`);
    }
    this.#shown = Object.freeze({ ...rest, state: to });
  }
}
