import { ruleInForce } from './alert-rules.ts';
import { BURN_PAIRS, burnThreshold, failuresNeeded, samplesIn } from './burn-rate.ts';
import type { SettingsWarning } from './problems.ts';
import type { ProviderSettings, Settings } from './settings.ts';

/** Burn rates that somebody set and that only their least numbers keep from firing at a single failed check. */
export function burnRateWarnings(settings: Settings): SettingsWarning[] {
  const { rules } = settings.alerts;
  const warnings = settings.providers.flatMap((provider) => {
    const scope = { targetId: provider.id, providerId: provider.id, tags: provider.tags };
    const isSet = [
      rules.all,
      ...provider.tags.map((tag) => rules.byTag[tag] ?? {}),
      rules.byTarget[provider.id] ?? {},
    ].some((each) => each.slo_burn_rate?.sloPercent !== undefined);
    const { enabled, sloPercent } = ruleInForce(rules, 'slo_burn_rate', scope);
    return isSet && enabled && provider.enabled ? warningsOf(provider, sloPercent) : [];
  });
  return warnings.map((message) => ({ key: 'alerts.rules.slo_burn_rate', message }));
}

function warningsOf({ id, intervalMs }: ProviderSettings, sloPercent: number): string[] {
  return BURN_PAIRS.flatMap((pair) => {
    const share = burnThreshold(pair, sloPercent);
    const checks = samplesIn(pair.long, intervalMs);
    const name = `${pair.factor} times over ${pair.long} and ${pair.short}`;
    if (share >= 1)
      return [`${name} can never fire: ${sloPercent} % allows more failures than there are checks`];
    if (failuresNeeded(share, checks) > 1 || checks < 1) return [];
    return [
      `${sloPercent} % is more than a check of ${id} every ${intervalMs / 1000} s can tell: one failure among ` +
        `${checks} exceeds ${name}, and only the least number of failures keeps it from firing`,
    ];
  });
}
