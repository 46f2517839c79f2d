import type { EpochMs } from '../../clock/clock.ts';
import type { RuleSettings } from '../../settings/alert-rules.ts';
import type { AlertEvidence } from '../alert.ts';
import type { ComponentReport } from './own-components.ts';
import { type Finding, type Found, NOTHING, type WorldRule, type WorldView } from './finding.ts';

/** One message in place of one for each provider. */
export const egressDown: WorldRule = {
  name: 'egress_down',
  find({ egress, externalCount }: WorldView, { severity }: RuleSettings): Found {
    if (egress === 'suspected') return 'unknown';
    if (egress === 'ok') return NOTHING;
    return [
      {
        instance: '',
        severity,
        title: 'Our own network is down',
        summary: `nothing outside answers, the connectivity controls included; ${externalCount} targets are not judged`,
        blame: 'local',
        since: null,
      },
    ];
  },
};

export const ownComponent: WorldRule = {
  name: 'own_component',
  find({ components, now }: WorldView, settings: RuleSettings): Found {
    const reports = components.reports();
    if (reports === null) return 'unknown';
    return reports.filter(({ status }) => status !== 'ok').map((report) => finding(report, settings, now));
  },
};

function finding(report: ComponentReport, { severity }: RuleSettings, now: EpochMs): Finding {
  return {
    instance: report.name,
    severity: report.status === 'error' ? 'critical' : severity,
    title: `Own component ${report.name}: ${report.status}`,
    summary: report.message,
    blame: 'local',
    since: null,
    evidence: Object.entries(report.details).map(([name, value]): AlertEvidence => ({
      at: now,
      message: `${name}: ${String(value)}`,
      code: name,
      httpStatus: null,
      requestId: null,
    })),
  };
}
