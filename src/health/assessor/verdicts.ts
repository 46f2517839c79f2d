import type { MonotonicMs } from '../../clock/clock.ts';
import { type Blame, blameOf, isFailureKind } from '../../observations/failure-kind.ts';
import type { Reason, ReasonCode, Verdict } from '../status.ts';
import type { SetThresholds } from './error-rates.ts';
import type { Conditions, WindowSet } from './evidence.ts';
import type { AssessorSettings, Phase } from './health-assessor.ts';
import {
  accountReason,
  blameOfReason,
  failureReason,
  milliseconds,
  rateReason,
  recoveringReason,
  seconds,
} from './reasons.ts';
import type { RateLimits } from './rate-limits.ts';
import type { Streak, Streaks } from './streaks.ts';

/** All that a verdict is made of, at one moment. */
export interface AssessorView {
  readonly nowMs: MonotonicMs;
  readonly settings: AssessorSettings;
  readonly conditions: Conditions;
  readonly streaks: Streaks;
  readonly limits: RateLimits;
  readonly checks: SetThresholds;
  readonly calls: SetThresholds;
  readonly phase: Phase;
  readonly recoverySuccesses: number;
  readonly isFlapping: boolean;
  /** Share of the newest results that failed, where there are many; null where there are few. */
  readonly busyFailurePercent: number | null;
  readonly isMismatchSettled: boolean;
  readonly hasData: boolean;
  readonly lastAtMs: MonotonicMs;
}

export const HEALTHY: Verdict = Object.freeze({ status: 'healthy', reasons: Object.freeze([]), blame: null });

const ACCOUNT_FAULTS_TO_CONFIRM = 2;
/** chosen: a disagreement of probes and calls is named after a minute, or as soon as it is an outage. */
const MISMATCH_AFTER_MS = 60_000;
/**
 * chosen: on a busy target a run of failures must also last: at 50 calls a second half of which fail, three in a row
 * come every few moments, and a run of a second never. Half a second of failures is a reason, a whole one an outage.
 */
const BUSY_TROUBLE_MS = 500;
const BUSY_OUTAGE_MS = 1_000;
/** While flapping only an outage twice as long as usual is believed. */
const FLAPPING_PATIENCE = 2;

export function sameVerdict(a: Verdict, b: Verdict): boolean {
  if (a === b) return true;
  if (a.status !== b.status || a.blame !== b.blame || a.reasons.length !== b.reasons.length) return false;
  return a.reasons.every((reason, i) => {
    const other = b.reasons[i]!;
    return reason.code === other.code && reason.message === other.message;
  });
}

/** Unknown comes before all else: what we cannot see, we do not judge. */
export function unknownVerdict(view: AssessorView): Verdict | null {
  const { conditions, settings } = view;
  if (conditions.isDisabled) return unknown('disabled', 'disabled in the settings', null);
  if (conditions.isPaused) return unknown('paused', 'monitoring is paused', null);
  if (conditions.egress === 'down') return egressDown(view);
  if (!view.hasData || isUndecided(view)) return unknown('no_data', 'not observed yet', null);
  if (view.nowMs - view.lastAtMs <= staleAfterMs(settings)) return null;
  return unknown('stale', `nothing observed for ${seconds(staleAfterMs(settings))}`, null);
}

function staleAfterMs({ intervalMs, timeoutMs }: AssessorSettings): number {
  return 3 * intervalMs + timeoutMs;
}

function unknown(code: ReasonCode, message: string, blame: Blame | null): Verdict {
  return { status: 'unknown', reasons: [{ code, message }], blame };
}

/** Never seen working, and perhaps it is our own network: the controls will have answered in a moment. */
function isUndecided(view: AssessorView): boolean {
  const { failure, checks, calls } = view.streaks;
  const hasWorked = Math.max(checks.lastSuccessAtMs, calls.lastSuccessAtMs) !== -Infinity;
  return failure !== null && !hasWorked && mayBeOurs(view, failure);
}

/** What was seen stands behind it: the evidence is true, the conclusion that the provider is down would not be. */
function egressDown({ streaks }: AssessorView): Verdict {
  const verdict = unknown('egress_down', 'our own network is down', 'local');
  const { failure } = streaks;
  return failure === null ? verdict : { ...verdict, reasons: [...verdict.reasons, failureReason(failure)] };
}

/** What it says itself outranks what was seen of it before: it is neither down nor of use. */
export function startingVerdict({ conditions }: AssessorView): Verdict | null {
  if (!conditions.isStarting) return null;
  const reason: Reason = { code: 'starting', message: 'it answers, and is still starting' };
  return { status: 'degraded', reasons: [reason, ...conditions.warnings], blame: 'provider' };
}

export interface Cause {
  readonly verdict: Verdict;
  /** The depth of the evidence; only a success as deep ends the outage. */
  readonly depth: number;
}

/** Why the target is unhealthy right now; null when nothing says so. */
export function unhealthyCause(view: AssessorView): Cause | null {
  const { account } = view.streaks;
  if (account !== null && account.count >= ACCOUNT_FAULTS_TO_CONFIRM && !isSettled(view, account)) {
    return { verdict: unhealthy(view, accountReason(account)), depth: account.depth };
  }
  return streakCause(view) ?? rateCause(view, 'calls') ?? rateCause(view, 'checks');
}

function streakCause(view: AssessorView): Cause | null {
  const { failure } = view.streaks;
  if (failure === null || !isOutage(view, failure)) return null;
  if (mayBeOurs(view, failure) || isSettled(view, failure)) return null;
  if (failure.set === 'checks' && callsContradict(view)) return null;
  return { verdict: unhealthy(view, failureReason(failure)), depth: failure.depth };
}

/** How many failures in a row it takes: on a busy target a short run is luck, and while flapping every run is. */
function isOutage(view: AssessorView, { count, startedAtMs }: Streak): boolean {
  const { thresholds, consecutiveCallFailures } = view.settings;
  const { failureThreshold, errorRateCriticalPercent } = thresholds;
  if (view.busyFailurePercent === null) {
    return count >= failureThreshold * (view.isFlapping ? FLAPPING_PATIENCE : 1);
  }
  if (view.isFlapping) return count > 0 && view.busyFailurePercent >= errorRateCriticalPercent;
  const lasts = view.nowMs - startedAtMs >= BUSY_OUTAGE_MS;
  return lasts && count >= Math.max(failureThreshold, consecutiveCallFailures);
}

function rateCause(view: AssessorView, set: WindowSet): Cause | null {
  const { critical, worst } = view[set];
  if (!critical.isOn || worst === null || view.isFlapping || view.conditions.egress === 'suspected')
    return null;
  if (view.isMismatchSettled || (set === 'checks' && callsContradict(view))) return null;
  const depth = view.streaks[set].lastFailureDepth;
  return { verdict: unhealthy(view, rateReason('error_rate_critical', set, worst)), depth };
}

/** The controls are being asked whether the network at fault is our own. */
function mayBeOurs(view: AssessorView, streak: Streak): boolean {
  return view.conditions.egress === 'suspected' && (streak.kind === 'network' || streak.kind === 'timeout');
}

/** Calls failed, have been quiet since, and the checks are green: no longer an outage that we can claim. */
function isSettled(view: AssessorView, streak: Streak): boolean {
  return view.isMismatchSettled && streak.depth >= 2;
}

/** Deeper evidence outranks shallower: checks alone do not condemn a target whose calls go through. */
function callsContradict(view: AssessorView): boolean {
  const { calls } = view.streaks;
  return calls.successes >= view.settings.thresholds.minVolume && calls.successes > 0 && isRecentCall(view);
}

function isRecentCall(view: AssessorView): boolean {
  return view.nowMs - view.streaks.calls.lastSuccessAtMs <= view.settings.intervalMs;
}

/** Everything that speaks against healthy, worst first; null when nothing does. */
export function degradedVerdict(view: AssessorView): Verdict | null {
  // Plain pushes: generators here were a third of all that the process allocated (measured).
  const reasons: Reason[] = [];
  addTroubles(view, reasons);
  addThresholds(view, reasons);
  addAdvisories(view, reasons);
  const first = reasons[0];
  return first === undefined ? null : { status: 'degraded', reasons, blame: blameOfReason(first.code) };
}

function addTroubles(view: AssessorView, reasons: Reason[]): void {
  const { failure, account } = view.streaks;
  if (view.isFlapping)
    reasons.push({ code: 'flapping', message: 'keeps changing between working and failing' });
  if (failure !== null && !isNoise(view, failure)) reasons.push(failureReason(failure));
  if (account !== null) reasons.push(accountReason(account));
  if (view.phase === 'recovering') {
    reasons.push(recoveringReason(view.recoverySuccesses, view.settings.thresholds.recoveryThreshold));
  }
  const mismatch = mismatchReason(view);
  if (mismatch !== null) reasons.push(mismatch);
}

/** A few failed calls among many good ones. */
function isNoise(view: AssessorView, { count, startedAtMs }: Streak): boolean {
  if (view.busyFailurePercent === null) return false;
  const lasts = view.nowMs - startedAtMs >= BUSY_TROUBLE_MS;
  return !lasts || count < view.settings.thresholds.failureThreshold;
}

function addThresholds(view: AssessorView, reasons: Reason[]): void {
  if (view.conditions.isSlowInFlight) {
    const waited = milliseconds(view.settings.thresholds.latencyWarningMs);
    reasons.push({ code: 'slow_in_flight', message: `a check has been waiting for more than ${waited}` });
  }
  addRates(view, 'calls', reasons);
  addRates(view, 'checks', reasons);
  if (view.limits.isLimited(view.nowMs)) {
    const until = new Date(view.limits.limitedUntil ?? 0).toISOString();
    reasons.push({ code: 'rate_limited', message: `rate limited until ${until}` });
  }
  if (view.limits.isLow(view.nowMs)) {
    const left = Math.floor(view.limits.remainingPercent ?? 0);
    reasons.push({ code: 'rate_limit_low', message: `${left} % of the rate limit is left` });
  }
}

function addRates(view: AssessorView, set: WindowSet, reasons: Reason[]): void {
  const { critical, warning, worst, latency, p95Ms } = view[set];
  if (worst !== null && critical.isOn) reasons.push(rateReason('error_rate_critical', set, worst));
  else if (worst !== null && warning.isOn) reasons.push(rateReason('error_rate_warning', set, worst));
  if (latency.isOn && p95Ms !== null) {
    reasons.push({ code: 'latency', message: `p95 of ${set} over 5 min is ${milliseconds(p95Ms)}` });
  }
}

function addAdvisories(view: AssessorView, reasons: Reason[]): void {
  const { unhealthyModels, incident, warnings } = view.conditions;
  if (unhealthyModels.length > 0) {
    reasons.push({ code: 'model_unhealthy', message: `unhealthy: ${unhealthyModels.join(', ')}` });
  }
  if (incident !== null) reasons.push({ code: 'incident', message: `the provider reports: ${incident}` });
  reasons.push(...warnings);
}

/** Probes and calls disagree for long: the list is green and completions fail, or the reverse. */
function mismatchReason(view: AssessorView): Reason | null {
  const { checks, calls, failure } = view.streaks;
  if (calls.failures > 0 && checks.successes >= 2) {
    const lasts = failure !== null && view.nowMs - failure.startedAtMs >= MISMATCH_AFTER_MS;
    if (!lasts && calls.failures < view.settings.thresholds.failureThreshold) return null;
    return { code: 'probe_traffic_mismatch', message: 'checks succeed while calls fail' };
  }
  // Checks that failed long ago, with none since, disagree with nobody.
  const isCurrent = view.nowMs - checks.lastFailureAtMs <= staleAfterMs(view.settings);
  const haveFailed = isCurrent && checks.failures >= view.settings.thresholds.failureThreshold;
  if (haveFailed && callsContradict(view)) {
    return { code: 'probe_traffic_mismatch', message: 'calls succeed while checks fail' };
  }
  return null;
}

function unhealthy(view: AssessorView, reason: Reason): Verdict {
  const mismatch = mismatchReason(view);
  const reasons = mismatch === null ? [reason] : [reason, mismatch];
  // An error rate counts nothing but failures of the provider.
  const blame = isFailureKind(reason.code) ? blameOf(reason.code) : 'provider';
  return { status: 'unhealthy', reasons, blame };
}
