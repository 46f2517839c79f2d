import {
  ALERT_RULES,
  type AlertRuleName,
  type AlertRulesSettings,
  type RuleSettings,
  ruleInForce,
} from '../../settings/alert-rules.ts';
import type { Target } from '../../targets/target.ts';

export type RulesInForce = Readonly<Record<AlertRuleName, RuleSettings>>;

/** The settings of every rule as they are in force for a target, worked out once for each. */
export class RuleBook {
  readonly #settings: AlertRulesSettings;
  readonly #byTarget = new WeakMap<Target, RulesInForce>();
  #world: RulesInForce | null = null;

  constructor(settings: AlertRulesSettings) {
    this.#settings = settings;
  }

  /** Null asks for what concerns no target. */
  of(target: Target | null): RulesInForce {
    if (target === null)
      return (this.#world ??= this.#inForce({ targetId: null, providerId: null, tags: [] }));
    let rules = this.#byTarget.get(target);
    if (rules === undefined) {
      const { id, provider } = target;
      rules = this.#inForce({ targetId: id, providerId: provider.id, tags: provider.tags });
      this.#byTarget.set(target, rules);
    }
    return rules;
  }

  #inForce(scope: Parameters<typeof ruleInForce>[2]): RulesInForce {
    const entries = ALERT_RULES.map((name) => [name, ruleInForce(this.#settings, name, scope)] as const);
    return Object.fromEntries(entries) as Record<AlertRuleName, RuleSettings>;
  }
}
