import { type Blame, blameOf, isFailureKind } from '../../observations/failure-kind.ts';
import type { Reason, ReasonCode } from '../status.ts';
import type { WorstRate } from './error-rates.ts';
import type { WindowSet } from './evidence.ts';
import type { Streak } from './streaks.ts';

export function failureReason(streak: Streak): Reason {
  const evidence = streak.detail === null ? '' : `: ${streak.detail}`;
  const { count, set, kind } = streak;
  const what = count === 1 ? `the last ${noun(set, 1)}` : `${count} of the last ${count} ${noun(set, count)}`;
  return { code: kind, message: `${what} failed${evidence}` };
}

export function accountReason(streak: Streak): Reason {
  const evidence = streak.detail === null ? '' : `: ${streak.detail}`;
  return { code: streak.kind, message: `${ACCOUNT_HEADLINES[streak.kind] ?? 'refused'}${evidence}` };
}

const ACCOUNT_HEADLINES: Partial<Record<ReasonCode, string>> = {
  auth: 'credentials rejected',
  permission: 'permission denied',
  quota_exhausted: 'quota exhausted',
  model_unavailable: 'the model is not available to this account',
};

export function recoveringReason(successes: number, needed: number): Reason {
  return { code: 'recovering', message: `${successes} of ${needed} successes since the outage` };
}

export function rateReason(
  code: 'error_rate_warning' | 'error_rate_critical',
  set: WindowSet,
  { percent, failures, volume, window }: WorstRate,
): Reason {
  const share = `${Math.round(percent)} % of ${set}`;
  return { code, message: `${share} failed over ${window} (${failures} of ${volume})` };
}

export function blameOfReason(code: ReasonCode): Blame | null {
  if (isFailureKind(code)) return blameOf(code);
  if (code === 'rate_limit_low' || code === 'model_deprecated') return 'account';
  return code === 'recovering' ? null : 'provider';
}

function noun(set: WindowSet, count: number): string {
  const singular = set === 'calls' ? 'call' : 'check';
  return count === 1 ? singular : `${singular}s`;
}

export function seconds(ms: number): string {
  return `${Math.round(ms / 1_000)} s`;
}

export function milliseconds(ms: number): string {
  return ms >= 10_000 ? seconds(ms) : `${Math.round(ms)} ms`;
}
