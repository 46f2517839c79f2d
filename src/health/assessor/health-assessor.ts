import type { EpochMs, MonotonicMs } from '../../clock/clock.ts';
import { isCall, type Observation } from '../../observations/observation.ts';
import type { Thresholds } from '../../settings/settings.ts';
import type { Verdict } from '../status.ts';
import { SetThresholds } from './error-rates.ts';
import type { Conditions, WindowEvidence } from './evidence.ts';
import { FlapWatch } from './flap-watch.ts';
import { RateLimits } from './rate-limits.ts';
import { RecentShare } from './recent-share.ts';
import { Streaks } from './streaks.ts';
import {
  type AssessorView,
  degradedVerdict,
  sameVerdict,
  startingVerdict,
  HEALTHY,
  unhealthyCause,
  unknownVerdict,
} from './verdicts.ts';

/** What the assessor needs to know of its target. */
export interface AssessorSettings {
  readonly thresholds: Thresholds;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** How long deep failures must be over before green checks soften the verdict, milliseconds [30000]. */
  readonly resetTimeoutMs: number;
  readonly isModel: boolean;
  /** Failed calls in a row that a busy target needs, where three are luck [5]. */
  readonly consecutiveCallFailures: number;
}

/** Plain JSON. */
export interface AssessorSnapshot {
  readonly phase: Phase;
  readonly downDepth: number;
  readonly downVerdict: Verdict | null;
}

/** Where a target stands between outages. `down` ends with a success as deep as what opened it. */
export type Phase = 'up' | 'down' | 'recovering';

/** Above this share a busy target is failing, whatever single calls do. */
const MOSTLY_PERCENT = 50;
/** chosen: how many reset timeouts an account fault that only calls met must be over before they may try again. */
const ACCOUNT_PATIENCE = 10;
const CONFIRMATION_DELAYS_MS = [1_000, 2_000] as const;
/** chosen: while flapping the ring of results is turned over faster, so that its end is seen in minutes. */
const FLAPPING_DELAY_MS = 5_000;

/**
 * The state machine of one target: takes observations in, says what the target's health is. Knows no timer and no
 * clock; the same inputs always give the same verdicts.
 */
export class HealthAssessor {
  #settings: AssessorSettings;
  #streaks: Streaks;
  readonly #limits = new RateLimits();
  readonly #flaps = new FlapWatch();
  readonly #recent = new RecentShare();
  readonly #checks = new SetThresholds('checks');
  readonly #calls = new SetThresholds('calls');
  #phase: Phase = 'up';
  #downDepth = 0;
  #downVerdict: Verdict | null = null;
  #recoverySuccesses = 0;
  #assessedSinceMs: MonotonicMs = -Infinity;
  #lastAtMs: MonotonicMs = -Infinity;
  #verdict: Verdict | null = null;

  constructor(settings: AssessorSettings) {
    this.#settings = settings;
    this.#streaks = new Streaks(settings.isModel);
  }

  get consecutiveFailures(): number {
    return this.#streaks.failure?.count ?? this.#streaks.account?.count ?? 0;
  }

  get limitedUntil(): EpochMs | null {
    return this.#limits.limitedUntil;
  }

  /** How close it is to a limit that its provider enforces. */
  get limits(): RateLimits {
    return this.#limits;
  }

  /** Neither in an outage nor coming out of one. */
  get isUp(): boolean {
    return this.#phase === 'up';
  }

  get isFlapping(): boolean {
    return this.#flaps.isFlapping;
  }

  /** What must outlive a restart and cannot be told from the last quarter of an hour: an outage and its depth. */
  snapshot(): AssessorSnapshot {
    return { phase: this.#phase, downDepth: this.#downDepth, downVerdict: this.#downVerdict };
  }

  /** Takes up an outage from before a restart, unless what was seen since tells more. */
  resume({ phase, downDepth, downVerdict }: AssessorSnapshot): void {
    const isKnown = this.#phase !== 'up' || this.#assessedSinceMs !== -Infinity;
    if (isKnown || phase !== 'down' || downVerdict === null) return;
    this.#phase = 'down';
    this.#downDepth = downDepth;
    this.#downVerdict = downVerdict;
  }

  reconfigure(settings: AssessorSettings): void {
    this.#settings = settings;
  }

  /** Forgets what led here, as after our own network was down: the next observation is the first one again. */
  restart(atMs: MonotonicMs, evidence: WindowEvidence): void {
    this.#streaks = new Streaks(this.#settings.isModel);
    this.#flaps.reset();
    this.#phase = 'up';
    this.#downVerdict = null;
    this.#downDepth = 0;
    this.#lastAtMs = -Infinity;
    this.#assessFrom(atMs, evidence);
  }

  /** Takes an observation in; false when it came too late, or says nothing of the target, and drives nothing. */
  observe(observation: Observation, evidence: WindowEvidence): boolean {
    const atMs = observation.atMonotonicMs;
    if (saysNothing(observation) || atMs < this.#lastAtMs) return false;
    this.#lastAtMs = atMs;
    this.#limits.observe(observation);
    const set = isCall(observation.depth) ? this.#calls : this.#checks;
    const step = this.#streaks.apply(observation, this.#phase === 'up' ? 0 : this.#downDepth);
    switch (step) {
      case 'success':
        this.#pushResult(true, observation);
        this.#noteSuccess(observation, set);
        this.#advanceRecovery(observation, evidence);
        break;
      case 'shallow_success':
        this.#pushResult(true, observation);
        this.#noteSuccess(observation, set);
        break;
      case 'failure':
        this.#pushResult(false, observation);
        set.noteFailure(atMs);
        this.#recoverySuccesses = 0;
        break;
      case 'account_fault':
        this.#recoverySuccesses = 0;
        break;
      case 'nothing':
        break;
    }
    return true;
  }

  /** What the target's health is now. The same object as before while nothing changed. */
  assess(nowMs: MonotonicMs, evidence: WindowEvidence, conditions: Conditions): Verdict {
    const verdict = this.#judge(nowMs, evidence, conditions);
    if (this.#verdict === null || !sameVerdict(this.#verdict, verdict)) this.#verdict = verdict;
    return this.#verdict;
  }

  /**
   * When the next check should run to settle what is not yet settled, milliseconds after the last one began; null
   * when the interval will do.
   */
  confirmationDelayMs(probeDepth: number): number | null {
    const [first, second] = CONFIRMATION_DELAYS_MS;
    const { checks, checksSinceTrouble } = this.#streaks;
    if (this.#flaps.areChecksFlapping) return FLAPPING_DELAY_MS;
    // Calls opened it, and the checks are green: a second one lets a trickle of calls through.
    if (this.#phase === 'down' && probeDepth < this.#downDepth && checks.successes === 1) return first;
    const attempt = Math.max(1, checksSinceTrouble);
    const isTriedEnough = attempt > this.#settings.thresholds.failureThreshold + 1;
    if (isTriedEnough || !this.#isUnsettled(probeDepth)) return null;
    return attempt === 1 ? first : second;
  }

  /** Whether another check could settle what stands. */
  #isUnsettled(probeDepth: number): boolean {
    if (this.#phase === 'recovering') return probeDepth >= this.#downDepth;
    const { failure, account } = this.#streaks;
    const isFailing = failure !== null && failure.count < this.#settings.thresholds.failureThreshold;
    return isFailing || (account !== null && account.count < 2);
  }

  #judge(nowMs: MonotonicMs, evidence: WindowEvidence, conditions: Conditions): Verdict {
    const view = this.#look(nowMs, evidence, conditions);
    const unknown = unknownVerdict(view);
    if (unknown !== null) return unknown;
    const starting = startingVerdict(view);
    if (starting !== null) return starting;
    const cause = unhealthyCause(view);
    if (cause !== null) {
      this.#goDown(cause.depth, cause.verdict);
      return cause.verdict;
    }
    return this.#heldDown(view) ?? degradedVerdict(view) ?? HEALTHY;
  }

  /** An outage lasts until something ends it; while flapping it does only as long as most results of many fail. */
  #heldDown(view: AssessorView): Verdict | null {
    if (this.#phase !== 'down' || view.isMismatchSettled) return null;
    const isFailing = (view.busyFailurePercent ?? 0) > MOSTLY_PERCENT;
    return view.isFlapping && !isFailing ? null : this.#downVerdict;
  }

  #look(nowMs: MonotonicMs, evidence: WindowEvidence, conditions: Conditions): AssessorView {
    const { thresholds } = this.#settings;
    this.#checks.update(evidence, nowMs, this.#assessedSinceMs, thresholds);
    this.#calls.update(evidence, nowMs, this.#assessedSinceMs, thresholds);
    return {
      nowMs,
      settings: this.#settings,
      conditions,
      streaks: this.#streaks,
      limits: this.#limits,
      checks: this.#checks,
      calls: this.#calls,
      phase: this.#phase,
      recoverySuccesses: this.#recoverySuccesses,
      isFlapping: this.isFlapping,
      busyFailurePercent: this.#recent.failurePercent(nowMs),
      isMismatchSettled: !conditions.isGenerateProbed && this.#isMismatchSettled(nowMs),
      hasData: this.#lastAtMs !== -Infinity,
      lastAtMs: this.#lastAtMs,
    };
  }

  /** Green checks after calls that failed: enough for a trickle of calls, which alone can end the outage. */
  #isMismatchSettled(nowMs: MonotonicMs): boolean {
    const { checks, calls } = this.#streaks;
    if (this.#phase === 'up' || this.#downDepth < 2) return false;
    const { resetTimeoutMs } = this.#settings;
    const isQuiet =
      nowMs - calls.lastFailureAtMs >= resetTimeoutMs &&
      nowMs - calls.lastAccountFaultAtMs >= ACCOUNT_PATIENCE * resetTimeoutMs;
    return isQuiet && checks.successes >= this.#settings.thresholds.recoveryThreshold;
  }

  #goDown(depth: number, verdict: Verdict): void {
    this.#downDepth = this.#phase === 'down' ? Math.max(this.#downDepth, depth) : depth;
    this.#phase = 'down';
    this.#downVerdict = verdict;
    this.#recoverySuccesses = 0;
  }

  #advanceRecovery(observation: Observation, evidence: WindowEvidence): void {
    if (this.#phase === 'up') return;
    if (this.#phase === 'down') {
      // One success among many failures of a busy target is luck, not recovery.
      if ((this.#recent.failurePercent(observation.atMonotonicMs) ?? 0) > MOSTLY_PERCENT) return;
      this.#phase = 'recovering';
      this.#recoverySuccesses = 0;
      this.#streaks.checksSinceTrouble = isCall(observation.depth) ? 0 : 1;
      this.#assessFrom(observation.atMonotonicMs, evidence);
    }
    this.#recoverySuccesses++;
    if (this.#recoverySuccesses < this.#settings.thresholds.recoveryThreshold) return;
    this.#phase = 'up';
    this.#downDepth = 0;
    this.#downVerdict = null;
  }

  #assessFrom(atMs: MonotonicMs, evidence: WindowEvidence): void {
    evidence.cut(atMs);
    this.#assessedSinceMs = atMs;
    this.#checks.reset();
    this.#calls.reset();
  }

  #pushResult(ok: boolean, { depth, atMonotonicMs }: Observation): void {
    this.#recent.add(ok, atMonotonicMs);
    this.#flaps.push(ok, depth, atMonotonicMs, this.#settings.intervalMs);
  }

  #noteSuccess(observation: Observation, set: SetThresholds): void {
    const latencyMs = isCall(observation.depth)
      ? (observation.ttftMs ?? observation.latencyMs)
      : observation.latencyMs;
    if (latencyMs !== null) set.noteLatency(latencyMs, observation.atMonotonicMs, this.#settings.thresholds);
  }
}

/** Our own process or network spoilt it, or its caller went away before there was an outcome. */
function saysNothing({ blame, failure }: Observation): boolean {
  return blame === 'local' || failure === 'cancelled';
}
