import type { RuleSettings } from '../../settings/alert-rules.ts';
import { type Found, NOTHING, type TargetRule, type TargetView } from './finding.ts';

/** One that an operator holds open is his own doing, and no news. */
export const circuitOpen: TargetRule = {
  name: 'circuit_open',
  find({ state }: TargetView, { severity }: RuleSettings): Found {
    const { circuit, target, verdict } = state;
    if (circuit.state === 'half_open') return 'unknown';
    if (circuit.state === 'closed' || circuit.forced) return NOTHING;
    return [
      {
        instance: '',
        severity,
        title: `Circuit of ${target.name} is open`,
        summary: circuit.reason ?? 'calls are kept away from it',
        blame: verdict.blame,
        since: circuit.openedAt,
      },
    ];
  },
};
