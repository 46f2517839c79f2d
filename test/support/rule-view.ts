import type { ReasonCode, Status } from '../../src/health/status.ts';
import type { TargetHealth } from '../../src/health/target-health.ts';
import type { Blame } from '../../src/observations/failure-kind.ts';
import { type AlertRuleName, DEFAULT_RULES, type RuleSettings } from '../../src/settings/alert-rules.ts';
import type { Found, TargetView } from '../../src/alerts/rules/finding.ts';
import { TARGET_RULES } from '../../src/alerts/rules/rules.list.ts';
import { buildModelTarget, buildProvider, buildTarget } from './build.ts';
import { FakeClock } from './fake-clock.ts';
import { registryOf } from './watched-targets.ts';

const clock = new FakeClock();
export const NOW = clock.now();

/** A provider, OpenAI, and these models of it. */
export function states(models: readonly string[] = []): TargetHealth[] {
  const provider = buildProvider({ id: 'openai', name: 'OpenAI', models });
  const targets = [buildTarget({ provider }), ...models.map((model) => buildModelTarget(provider, model))];
  return [...registryOf(targets, clock).all()];
}

export function say(
  state: TargetHealth,
  status: Status,
  code: ReasonCode,
  blame: Blame | null = 'provider',
): void {
  state.verdict = {
    status,
    reasons: status === 'healthy' ? [] : [{ code, message: `because ${code}` }],
    blame,
  };
}

export function view(state: TargetHealth, differing: Partial<TargetView> = {}): TargetView {
  return {
    state,
    models: [],
    now: NOW,
    nowMs: clock.monotonicMs(),
    burn: null,
    latencyShift: null,
    isFiring: () => false,
    ...differing,
  };
}

export function find(name: AlertRuleName, seen: TargetView, settings: Partial<RuleSettings> = {}): Found {
  const rule = TARGET_RULES.find((each) => each.name === name)!;
  return rule.find(seen, { ...DEFAULT_RULES[name], ...settings });
}
