import type { TargetHealth } from '../../health/target-health.ts';
import type { AlertRuleName, RuleSettings } from '../../settings/alert-rules.ts';
import type { FailureKind } from '../../observations/failure-kind.ts';
import { type Found, NOTHING, type TargetRule, type TargetView } from './finding.ts';
import { everyModel, isUnseen } from './target-status.rule.ts';

/** Nobody is woken for an outage that is an expired key: the title begins with the fault. */
function accountRule(name: AlertRuleName, kind: FailureKind, fault: string): TargetRule {
  const isAtFault = ({ verdict }: TargetHealth): boolean =>
    verdict.status === 'unhealthy' && verdict.reasons[0]?.code === kind;
  return {
    name,
    find({ state, models }: TargetView, { severity }: RuleSettings): Found {
      const { target, verdict, since } = state;
      const isOwn = isAtFault(state);
      if (!isOwn && !everyModel(models, isAtFault)) {
        const isUnsettled = verdict.reasons.some(({ code }) => code === kind || code === 'recovering');
        return isUnseen(verdict) || isUnsettled ? 'unknown' : NOTHING;
      }
      const shown = isOwn ? verdict : models[0]!.verdict;
      return [
        {
          instance: '',
          severity,
          title: `${fault}: ${target.name}`,
          summary: shown.reasons[0]?.message ?? fault,
          blame: 'account',
          since: isOwn ? since : null,
        },
      ];
    },
  };
}

export const credentialsRejected = accountRule('credentials_rejected', 'auth', 'Credentials rejected');
export const quotaExhausted = accountRule('quota_exhausted', 'quota_exhausted', 'Quota exhausted');
export const permission = accountRule('permission', 'permission', 'Permission denied');
export const modelUnavailable = accountRule('model_unavailable', 'model_unavailable', 'Model unavailable');
