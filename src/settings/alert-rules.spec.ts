import { stringify } from 'yaml';
import { parse } from 'yaml';
import { describeSettings } from './describe.ts';
import { DEFAULT_RULES, ruleInForce } from './alert-rules.ts';
import { BURN_PAIRS, fewestFailures } from './burn-rate.ts';
import { keysOf, load, problemsOf } from './settings-documents.ts';

const withRules = (rules: Record<string, unknown>, alerts: Record<string, unknown> = {}) => ({
  providers: { p: { kind: 'openai', models: ['m'], tags: ['chat', 'batch'], interval_seconds: 60 } },
  alerts: { rules, ...alerts },
});
const MODEL = { targetId: 'p/m', providerId: 'p', tags: ['chat', 'batch'] };

describe('alert rules', () => {
  it('are set for all, by tag, by provider and by model, the most special last', () => {
    const { settings } = load(
      withRules({
        target_degraded: { for_seconds: 1, severity: 'info' },
        by_tag: { chat: { target_degraded: { for_seconds: 2 } }, batch: { stale: { enabled: false } } },
        by_target: {
          p: { target_degraded: { for_seconds: 3, keep_firing_for_seconds: 9 } },
          'p/m': { target_degraded: { for_seconds: 4 } },
        },
      }),
    );
    const { rules } = settings.alerts;
    expect(ruleInForce(rules, 'target_degraded', MODEL)).toMatchObject({
      enabled: true,
      severity: 'info',
      forMs: 4_000,
      keepFiringForMs: 9_000,
    });
    expect(ruleInForce(rules, 'target_degraded', { ...MODEL, targetId: 'p' }).forMs).toBe(3_000);
    expect(ruleInForce(rules, 'stale', MODEL).enabled).toBe(false);
    expect(ruleInForce(rules, 'stale', { ...MODEL, tags: ['chat'] }).enabled).toBe(true);
  });

  it.each([
    [{ target_unhelthy: {} }, 'alerts.rules.target_unhelthy', 'did you mean target_unhealthy?'],
    [{ stale: { for_second: 1 } }, 'alerts.rules.stale.for_second', 'did you mean for_seconds?'],
    [{ by_tag: { chat: { stal: {} } } }, 'alerts.rules.by_tag.chat.stal', 'did you mean stale?'],
    [{ by_target: { pp: {} } }, 'alerts.rules.by_target.pp', null],
    [{ stale: { severity: 'page' } }, 'alerts.rules.stale.severity', null],
    [{ stale: { slo_percent: 99 } }, 'alerts.rules.stale.slo_percent', expect.anything()],
  ])('refuse %j', (rules, key, hint) => {
    expect(problemsOf(withRules(rules))).toMatchObject([{ key, hint }]);
  });

  it('refuse unknown rules, channels and zones in routes', () => {
    const routes = [
      {
        match: { rule: 'stal' },
        channels: ['log'],
        escalation: [{ after_seconds: 60, channels: 'boss' }],
        quiet_hours: { from: '22:00', to: '7:00', time_zone: 'Europe/Berlinn' },
        digest: { severity: 'info' },
      },
    ];
    expect(keysOf(withRules({}, { routes, rate_limits: { oncal: {} } })).toSorted()).toEqual([
      'alerts.rate_limits.oncal',
      'alerts.routes.0.digest',
      'alerts.routes.0.escalation.0.channels',
      'alerts.routes.0.match.rule',
      'alerts.routes.0.quiet_hours.time_zone',
      'alerts.routes.0.quiet_hours.to',
    ]);
  });
});

describe('a burn rate', () => {
  const once = { slo_percent: 99.9, min_failures_long: 1, min_failures_short: 1 };

  it('that one failed check could trip is refused where it says so', () => {
    expect(problemsOf(withRules({ slo_burn_rate: once }))).toMatchObject([
      { key: 'alerts.rules.slo_burn_rate', rule: expect.stringContaining('one failed check of p') },
    ]);
    expect(keysOf(withRules({ by_tag: { batch: { slo_burn_rate: once } } }))).toEqual([
      'alerts.rules.by_tag.batch.slo_burn_rate',
    ]);
    expect(keysOf(withRules({ by_target: { p: { slo_burn_rate: once } } }))).toEqual([
      'alerts.rules.by_target.p.slo_burn_rate',
    ]);
  });

  // Failures in the long window, as https://sre.google/workbook/alerting-on-slos/ has its windows.
  it.each([
    [99, 60, [9, 22, 44, 44]],
    [99.5, 60, [5, 11, 22, 22]],
    [99.9, 60, [1, 3, 5, 5]],
    [99.9, 10, [6, 13, 26, 26]],
  ])('of %f %% takes so many failures of a check every %i s', (sloPercent, intervalS, failures) => {
    const settings = { ...DEFAULT_RULES.slo_burn_rate, sloPercent, minFailuresLong: 1, minFailuresShort: 1 };
    expect(BURN_PAIRS.map((pair) => fewestFailures(pair, settings, intervalS * 1000))).toEqual(failures);
  });

  it('that takes two is not', () => {
    expect(keysOf(withRules({ slo_burn_rate: { ...once, slo_percent: 99 } }))).toEqual([]);
    expect(keysOf(withRules({ slo_burn_rate: { ...once, min_failures_short: 2 } }))).toEqual([]);
    expect(keysOf(withRules({ slo_burn_rate: { ...once, enabled: false } }))).toEqual([]);
  });

  it('that only its least numbers keep from crying wolf warns', () => {
    const warnings = (slo: number) =>
      load(withRules({ slo_burn_rate: { slo_percent: slo } }))
        .warnings.filter(({ key }) => key.startsWith('alerts'))
        .map(({ message }) => message);
    expect(warnings(99.5)).toEqual([]);
    // 14.4 x 0.1 % of 60 checks an hour is less than one failure.
    expect(warnings(99.9)).toEqual([expect.stringContaining('one failure among 60 exceeds 14.4 times')]);
    expect(warnings(90)).toEqual([expect.stringContaining('can never fire')]);
  });
});

it('alerts are described in the form of the file', () => {
  const { settings } = load(
    withRules(
      { stale: { for_seconds: 30 }, by_target: { p: { flapping: { enabled: false } } } },
      {
        cool_down_seconds: 60,
        routes: [
          {
            channels: ['log'],
            quiet_hours: { from: '22:00', to: '07:00', time_zone: 'Europe/Berlin', weekdays: ['mon'] },
            digest: { every_seconds: 3600 },
            escalation: [{ after_seconds: 900, channels: ['log'] }],
          },
        ],
      },
    ),
  );
  const { alerts }: { alerts: Record<string, unknown> } = parse(describeSettings(settings));
  expect(load({ alerts, providers: withRules({}).providers }).settings.alerts).toEqual({
    ...settings.alerts,
  });
  expect(stringify(alerts)).toContain('cool_down_seconds: 60');
});
