import {
  ALERT_RULES,
  type AlertRulesSettings,
  DEFAULT_RULES,
  type RuleOverrides,
  ruleInForce,
} from './alert-rules.ts';
import { toRuleSettings } from './alert-rules.schema.ts';
import { BURN_PAIRS, fewestFailures } from './burn-rate.ts';
import { Hints } from './did-you-mean.ts';
import { asMapping, asNumber, isMapping, type Mapping, valueAt } from './document.ts';
import { placed, type PlacedProblem } from './issues.ts';
import { modelTargets } from './service-contradictions.ts';

const RULES = ['alerts', 'rules'] as const;
const BURN_RATE = 'slo_burn_rate';
const USUAL_INTERVAL_SECONDS = 30;
const BURN_KEYS = [
  'min_failures_long',
  'min_failures_short',
  'min_samples_long',
  'min_samples_short',
  'slo_percent',
];

/** What the rules of alerts must keep with the providers, the channels and the routes. */
export function alertContradictions(document: Mapping): PlacedProblem[] {
  return [
    ...unknownTargets(document),
    ...unknownRules(document),
    ...unknownChannels(document),
    ...rashBurnRates(document),
  ];
}

function targetIds(document: Mapping): Set<string> {
  return new Set(
    Object.entries(asMapping(document['providers'])).flatMap(([id, provider]) => [
      id,
      ...modelTargets(id, provider),
    ]),
  );
}

function unknownTargets(document: Mapping): PlacedProblem[] {
  const targets = targetIds(document);
  const hints = new Hints(targets);
  return Object.keys(asMapping(valueAt(document, [...RULES, 'by_target'])))
    .filter((id) => !targets.has(id))
    .map((id) => placed([...RULES, 'by_target', id], 'must name a target', id, hints.for(id)));
}

function unknownRules(document: Mapping): PlacedProblem[] {
  const known = new Set<string>(ALERT_RULES);
  const hints = new Hints(known);
  const routes = valueAt(document, ['alerts', 'routes']);
  if (!Array.isArray(routes)) return [];
  return routes.flatMap((route: unknown, index) =>
    texts(valueAt(route, ['match', 'rule']))
      .filter((name) => !known.has(name))
      .map((name) =>
        placed(['alerts', 'routes', index, 'match', 'rule'], 'must name rules', name, hints.for(name)),
      ),
  );
}

function unknownChannels(document: Mapping): PlacedProblem[] {
  const channels = new Set(['log', ...Object.keys(asMapping(valueAt(document, ['alerts', 'channels'])))]);
  const hints = new Hints(channels);
  const rule = 'must name channels that exist';
  const routes = valueAt(document, ['alerts', 'routes']);
  const steps = (Array.isArray(routes) ? routes : []).flatMap((route: unknown, index) => {
    const escalation = valueAt(route, ['escalation']);
    if (!Array.isArray(escalation)) return [];
    return escalation.flatMap((step: unknown, at) =>
      texts(valueAt(step, ['channels']))
        .filter((name) => !channels.has(name))
        .map((name) =>
          placed(['alerts', 'routes', index, 'escalation', at, 'channels'], rule, name, hints.for(name)),
        ),
    );
  });
  const limits = Object.keys(asMapping(valueAt(document, ['alerts', 'rate_limits'])))
    .filter((name) => !channels.has(name))
    .map((name) => placed(['alerts', 'rate_limits', name], rule, name, hints.for(name)));
  return [...steps, ...limits];
}

function texts(value: unknown): string[] {
  return [value].flat().filter((each): each is string => typeof each === 'string');
}

/** A rule that one failed check could trip would cry wolf: it is refused where it says so. */
function rashBurnRates(document: Mapping): PlacedProblem[] {
  const rules = rulesOf(document);
  const blamed = new Map<string, PlacedProblem>();
  for (const [id, provider] of Object.entries(asMapping(document['providers']))) {
    const scope = { targetId: id, providerId: id, tags: texts(valueAt(provider, ['tags'])) };
    const inForce = ruleInForce(rules, BURN_RATE, scope);
    const intervalMs = 1000 * (asNumber(valueAt(provider, ['interval_seconds'])) ?? USUAL_INTERVAL_SECONDS);
    const pair = BURN_PAIRS.find((each) => fewestFailures(each, inForce, intervalMs) <= 1);
    if (!inForce.enabled || pair === undefined) continue;
    const path = whoSaysSo(document, id, scope.tags);
    const rule =
      `must not let one failed check of ${id} fire it, as ${pair.factor} times over ${pair.long} and ` +
      `${pair.short} could: raise min_failures_long or min_failures_short to 2`;
    blamed.set(path.join('.'), placed(path, rule));
  }
  return [...blamed.values()];
}

/** Numbers that are none are reported by the schema. */
function rulesOf(document: Mapping): AlertRulesSettings {
  const raw = asMapping(valueAt(document, RULES));
  const each = (key: string) =>
    Object.fromEntries(Object.entries(asMapping(raw[key])).map(([name, rules]) => [name, burnRateOf(rules)]));
  return { all: burnRateOf(raw), byTag: each('by_tag'), byTarget: each('by_target') };
}

function burnRateOf(rules: unknown): RuleOverrides {
  const raw = valueAt(rules, [BURN_RATE]);
  if (!isMapping(raw)) return {};
  const usual = DEFAULT_RULES[BURN_RATE];
  const own = Object.entries(toRuleSettings(raw)).map(([key, value]) => {
    const isNumber = typeof usual[key as keyof typeof usual] === 'number';
    const number = Number(value);
    return [key, isNumber ? (Number.isFinite(number) ? number : undefined) : value] as const;
  });
  const known = Object.fromEntries(own.filter(([, value]) => value !== undefined));
  return { [BURN_RATE]: { ...known, enabled: !['false', false].includes(raw['enabled'] as never) } };
}

/** The most special place that sets one of the numbers. */
function whoSaysSo(document: Mapping, id: string, tags: readonly string[]): string[] {
  const places = [
    [...RULES, 'by_target', id, BURN_RATE],
    ...tags.map((tag) => [...RULES, 'by_tag', tag, BURN_RATE]).toReversed(),
    [...RULES, BURN_RATE],
  ];
  const speaks = (place: readonly string[]): boolean =>
    BURN_KEYS.some((key) => valueAt(document, [...place, key]) !== undefined);
  return places.find(speaks) ?? [...RULES, BURN_RATE];
}
