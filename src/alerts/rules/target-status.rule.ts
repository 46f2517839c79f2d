import type { ReasonCode, Verdict } from '../../health/status.ts';
import type { TargetHealth } from '../../health/target-health.ts';
import { type Blame, blameOf, effectOf, isFailureKind } from '../../observations/failure-kind.ts';
import type { RuleSettings } from '../../settings/alert-rules.ts';
import { type Finding, type Found, NOTHING, type TargetRule, type TargetView } from './finding.ts';

/** What we cannot see we do not judge: what was said before stands until we can. */
export function isUnseen({ status, reasons }: Verdict): boolean {
  return status === 'unknown' && reasons[0]?.code !== 'disabled';
}

/** An outage that is the provider's: that of an account has rules of its own. */
export function isOutage({ verdict }: TargetHealth): boolean {
  return verdict.status === 'unhealthy' && verdict.blame !== 'account';
}

/** The models that take part; a group of one is no group. */
export function everyModel(
  models: readonly TargetHealth[],
  holds: (model: TargetHealth) => boolean,
): boolean {
  return models.length >= 2 && models.every(holds);
}

export function reasonsText({ reasons }: Verdict): string {
  return reasons.map(({ message }) => message).join('; ');
}

/** Firing from the confirmed outage to the confirmed recovery. Of a provider also while all of its models are down. */
export const targetUnhealthy: TargetRule = {
  name: 'target_unhealthy',
  find({ state, models }: TargetView, { severity }: RuleSettings): Found {
    const { target, verdict, since } = state;
    if (isOutage(state)) {
      return [
        {
          instance: '',
          severity,
          title: `${target.name} is unhealthy`,
          summary: reasonsText(verdict),
          blame: verdict.blame,
          since,
        },
      ];
    }
    if (everyModel(models, isOutage)) return [allModels(state, models, severity)];
    return isUnseen(verdict) || isRecovering(verdict) ? 'unknown' : NOTHING;
  },
};

function allModels(
  { target }: TargetHealth,
  models: readonly TargetHealth[],
  severity: Finding['severity'],
): Finding {
  return {
    instance: '',
    severity,
    title: `${target.name} is unhealthy`,
    summary: `all ${models.length} models are unhealthy; ${models[0]!.target.name}: ${reasonsText(models[0]!.verdict)}`,
    blame: models[0]!.verdict.blame,
    since: Math.max(...models.map(({ since }) => since)),
  };
}

function isRecovering({ reasons }: Verdict): boolean {
  return reasons.some(({ code }) => code === 'recovering');
}

/** Reasons that speak of failing in part; the others have rules of their own. */
const TROUBLE: ReadonlySet<ReasonCode> = new Set(['slow_in_flight', 'probe_traffic_mismatch', 'starting']);

function isTrouble(code: ReasonCode): boolean {
  return TROUBLE.has(code) || (isFailureKind(code) && effectOf(code) !== 'limited');
}

function blameOfTrouble(code: ReasonCode): Blame {
  return isFailureKind(code) ? blameOf(code) : 'provider';
}

export const targetDegraded: TargetRule = {
  name: 'target_degraded',
  find({ state }: TargetView, { severity }: RuleSettings): Found {
    const { target, verdict, assessor } = state;
    if (isUnseen(verdict) || verdict.status === 'unhealthy' || assessor.isFlapping) return 'unknown';
    if (verdict.status !== 'degraded') return NOTHING;
    const reason = verdict.reasons.find(({ code }) => isTrouble(code));
    if (reason === undefined) return NOTHING;
    return [
      {
        instance: '',
        severity,
        title: `${target.name} is degraded`,
        summary: reason.message,
        blame: blameOfTrouble(reason.code),
        since: null,
      },
    ];
  },
};

/** The assessor's own detector decides; while it is on the status is held, and this tells of it once. */
export const flapping: TargetRule = {
  name: 'flapping',
  find({ state }: TargetView, { severity }: RuleSettings): Found {
    const { target, verdict, assessor } = state;
    if (isUnseen(verdict)) return 'unknown';
    if (!assessor.isFlapping || verdict.status === 'unknown') return NOTHING;
    return [
      {
        instance: '',
        severity,
        title: `${target.name} is flapping`,
        summary: 'it keeps changing between working and failing, and is held at degraded until it is steady',
        blame: 'provider',
        since: null,
      },
    ];
  },
};

export const stale: TargetRule = {
  name: 'stale',
  find({ state }: TargetView, { severity }: RuleSettings): Found {
    const { target, verdict, since } = state;
    const reason = verdict.reasons[0];
    if (verdict.status !== 'unknown' || reason?.code === 'disabled') return NOTHING;
    if (reason?.code !== 'stale') return 'unknown';
    // nobody probes what the settings do not name: that it is no longer called is no fault
    if (target.isAdopted === true) return NOTHING;
    return [
      {
        instance: '',
        severity,
        title: `${target.name} is not observed`,
        summary: reason.message,
        blame: 'local',
        since,
      },
    ];
  },
};
