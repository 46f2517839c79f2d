import type { Notice } from '../../observations/notice.ts';
import type { RuleSettings } from '../../settings/alert-rules.ts';
import { type Finding, type Found, NOTHING, type TargetRule, type TargetView } from './finding.ts';

const DAY_MS = 86_400_000;

/** What checks learnt and people should know of before it hurts. */
function noticeRule(
  code: Notice['code'],
  title: (name: string) => string,
  blame: 'account' | 'provider',
): TargetRule {
  return {
    name: code,
    find({ state, models, now }: TargetView, settings: RuleSettings): Found {
      if (state.notices.length === 0) return NOTHING;
      const own = state.notices.filter(
        (notice) => notice.code === code && concerns(notice, models) && isNear(notice, settings, now),
      );
      return own.map((notice): Finding => {
        const model = state.target.model === null ? notice.model : null;
        return {
          instance: model ?? '',
          // Without a date nothing is urgent.
          severity: notice.at === null ? 'info' : settings.severity,
          title: title(model === null ? state.target.name : `${state.target.name} ${model}`),
          summary: notice.message,
          blame,
          since: null,
        };
      });
    },
  };
}

/** A provider shows what concerns its models too; a model that is a target speaks for itself. */
function concerns({ model }: Notice, models: TargetView['models']): boolean {
  return model === null || !models.some(({ target }) => target.model === model);
}

function isNear({ at }: Notice, { withinDays }: RuleSettings, now: number): boolean {
  return at === null || at - now <= withinDays * DAY_MS;
}

export const modelDeprecated = noticeRule('model_deprecated', (name) => `Model retires: ${name}`, 'account');
export const certificateExpiring = noticeRule(
  'certificate_expiring',
  (name) => `Certificate of ${name} ends soon`,
  'provider',
);

export const vendorIncident: TargetRule = {
  name: 'vendor_incident',
  find({ state }: TargetView, { severity }: RuleSettings): Found {
    const page = state.statusPage;
    if (page === null) return NOTHING;
    // A page that cannot be read says nothing, and that is no recovery.
    if (page.sourceState === 'failing') return 'unknown';
    return page.incidents
      .filter(
        ({ impact, resolvedAt }) => impact !== 'maintenance' && impact !== 'none' && resolvedAt === null,
      )
      .map((incident): Finding => ({
        instance: incident.id,
        severity,
        title: `${state.target.name} reports: ${incident.title}`,
        summary: `${incident.phase}, impact ${incident.impact}${incident.url === null ? '' : `, ${incident.url}`}`,
        blame: 'provider',
        since: incident.startedAt,
      }));
  },
};
