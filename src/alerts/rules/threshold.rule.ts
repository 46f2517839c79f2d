import type { ReasonCode } from '../../health/status.ts';
import type { AlertRuleName, RuleSettings } from '../../settings/alert-rules.ts';
import type { WindowSet } from '../../health/assessor/evidence.ts';
import { type Found, NOTHING, type TargetRule, type TargetView } from './finding.ts';
import { isUnseen } from './target-status.rule.ts';

/** Leaving a threshold needs 20 % less than entering it. */
const LEAVE_SHARE = 0.8;
const SETS: readonly WindowSet[] = ['calls', 'checks'];

interface Wording {
  readonly title: (name: string) => string;
  readonly blame: 'provider' | 'account';
}

/** Follows a reason of the status. An unhealthy target shows none of the milder ones: what was said of them stands. */
function reasonRule(name: AlertRuleName, code: ReasonCode, { title, blame }: Wording): TargetRule {
  return {
    name,
    find({ state }: TargetView, { severity }: RuleSettings): Found {
      const { target, verdict, assessor } = state;
      // Whatever its rates do while it flaps has been told.
      if (assessor.isFlapping) return 'unknown';
      const reason = verdict.reasons.find((each) => each.code === code);
      if (reason !== undefined) {
        const summary = reason.message;
        return [{ instance: '', severity, title: title(target.name), summary, blame, since: null }];
      }
      return isUnseen(verdict) || verdict.status === 'unhealthy' ? 'unknown' : NOTHING;
    },
  };
}

function errorRateRule(name: 'error_rate_warning' | 'error_rate_critical', word: string): TargetRule {
  const wording = {
    title: (target: string) => `Error rate of ${target} is ${word}`,
    blame: 'provider',
  } as const;
  const usual = reasonRule(name, name, wording);
  return {
    name,
    find(view: TargetView, settings: RuleSettings): Found {
      if (settings.errorRatePercent === null) return usual.find(view, settings);
      if (isUnseen(view.state.verdict)) return 'unknown';
      const limit = settings.errorRatePercent * (view.isFiring(name) ? LEAVE_SHARE : 1);
      const summary = ratesAbove(view, limit);
      if (summary === null) return NOTHING;
      const title = wording.title(view.state.target.name);
      return [{ instance: '', severity: settings.severity, title, summary, blame: 'provider', since: null }];
    },
  };
}

/** The first window whose share of failures reaches the limit, in words. */
function ratesAbove({ state, nowMs }: TargetView, limitPercent: number): string | null {
  const { minVolume } = state.target.provider.thresholds;
  for (const set of SETS) {
    for (const window of ['1m', '5m'] as const) {
      const { ok, failures } = state.windows.tally(set, window, nowMs, -Infinity);
      const percent = (100 * failures) / (ok + failures);
      if (ok + failures >= minVolume && percent >= limitPercent) {
        return `${Math.round(percent)} % of ${set} failed over ${window} (${failures} of ${ok + failures})`;
      }
    }
  }
  return null;
}

export const errorRateCritical = errorRateRule('error_rate_critical', 'critical');
export const errorRateWarning = errorRateRule('error_rate_warning', 'high');

const LATENCY = 'latency_warning';
const usualLatency = reasonRule(LATENCY, 'latency', {
  title: (name) => `${name} is slow`,
  blame: 'provider',
});

export const latencyWarning: TargetRule = {
  name: LATENCY,
  find(view: TargetView, settings: RuleSettings): Found {
    if (settings.latencyMs === null) return usualLatency.find(view, settings);
    const { state, nowMs } = view;
    if (isUnseen(state.verdict)) return 'unknown';
    const limitMs = settings.latencyMs * (view.isFiring(LATENCY) ? LEAVE_SHARE : 1);
    const { minVolume } = state.target.provider.thresholds;
    for (const set of SETS) {
      const p95Ms = state.windows.p95Ms(set, nowMs, -Infinity, minVolume);
      if (p95Ms === null || p95Ms < limitMs) continue;
      const summary = `p95 of ${set} over 5 min is ${Math.round(p95Ms)} ms`;
      const title = `${state.target.name} is slow`;
      return [{ instance: '', severity: settings.severity, title, summary, blame: 'provider', since: null }];
    }
    return NOTHING;
  },
};

export const latencyRegression: TargetRule = {
  name: 'latency_regression',
  find({ state, latencyShift }: TargetView, { severity }: RuleSettings): Found {
    if (state.verdict.status === 'unknown' && isUnseen(state.verdict)) return 'unknown';
    if (latencyShift === null) return NOTHING;
    const { metric, abovePercent, usualMs, slopeMsPerHour } = latencyShift;
    const parts = [
      abovePercent === null || usualMs === null
        ? null
        : `${Math.round(abovePercent)} % above the usual ${Math.round(usualMs)} ms of this hour`,
      slopeMsPerHour === null ? null : `rising by ${Math.round(slopeMsPerHour)} ms an hour`,
    ].filter((part) => part !== null);
    return [
      {
        instance: '',
        severity,
        title: `${state.target.name} is slower than usual`,
        summary: `${metric} is ${parts.join(' and ')}`,
        blame: 'provider',
        since: null,
      },
    ];
  },
};

export const rateLimited = reasonRule('rate_limited', 'rate_limited', {
  title: (name) => `Rate limited: ${name}`,
  blame: 'account',
});

const LOW = 'rate_limit_low';
/** What the status goes by; another share is computed from the same limits. */
const USUAL_REMAINING_PERCENT = 10;
const usualLow = reasonRule(LOW, LOW, {
  title: (name) => `Rate limit nearly used up: ${name}`,
  blame: 'account',
});

export const rateLimitLow: TargetRule = {
  name: LOW,
  find(view: TargetView, settings: RuleSettings): Found {
    if (settings.remainingPercent === USUAL_REMAINING_PERCENT) return usualLow.find(view, settings);
    const { state } = view;
    if (isUnseen(state.verdict)) return 'unknown';
    const { rateLimit } = state;
    const isOver = rateLimit === null || (rateLimit.resetsAt !== null && rateLimit.resetsAt <= view.now);
    const left = isOver ? null : leastLeftPercent(rateLimit);
    const limit = settings.remainingPercent / (view.isFiring(LOW) ? LEAVE_SHARE : 1);
    if (left === null || left >= limit) return NOTHING;
    return [
      {
        instance: '',
        severity: settings.severity,
        title: `Rate limit nearly used up: ${state.target.name}`,
        summary: `${Math.floor(left)} % of the rate limit is left`,
        blame: 'account',
        since: null,
      },
    ];
  },
};

function leastLeftPercent(limit: NonNullable<TargetView['state']['rateLimit']>): number | null {
  const shares = [
    shareOf(limit.remainingRequests, limit.limitRequests),
    shareOf(limit.remainingTokens, limit.limitTokens),
  ].filter((share) => share !== null);
  return shares.length === 0 ? null : Math.min(...shares);
}

function shareOf(remaining: number | null, limit: number | null): number | null {
  return remaining === null || limit === null || limit <= 0 ? null : (100 * remaining) / limit;
}
