import { buildObservation } from '../../../test/support/build.ts';
import { find, NOW, say, states, view } from '../../../test/support/rule-view.ts';
import type { ReasonCode, Status } from '../../health/status.ts';
import type { ProviderIncident, StatusPage } from '../../health/status-page.ts';
import type { Blame } from '../../observations/failure-kind.ts';
import { type AlertRuleName, DEFAULT_RULES } from '../../settings/alert-rules.ts';
import { failureEvidence } from './evidence.ts';
import { OwnComponents } from './own-components.ts';
import { TARGET_RULES, WORLD_RULES } from './rules.list.ts';

const DAY_MS = 86_400_000;

it('every rule of the settings is a rule', () => {
  const names = [...TARGET_RULES, ...WORLD_RULES].map(({ name }) => name);
  expect(names.toSorted()).toEqual(Object.keys(DEFAULT_RULES).toSorted());
});

describe('rules that follow the status', () => {
  it.each<[Status, ReasonCode, Blame | null, Partial<Record<AlertRuleName, 'found' | 'unknown'>>]>([
    ['healthy', 'no_data', null, {}],
    [
      'unhealthy',
      'server_error',
      'provider',
      {
        target_unhealthy: 'found',
        target_degraded: 'unknown',
        error_rate_warning: 'unknown',
        latency_warning: 'unknown',
        rate_limited: 'unknown',
        rate_limit_low: 'unknown',
        error_rate_critical: 'unknown',
      },
    ],
    ['degraded', 'server_error', 'provider', { target_degraded: 'found' }],
    ['degraded', 'slow_in_flight', 'provider', { target_degraded: 'found' }],
    [
      'degraded',
      'recovering',
      null,
      {
        target_unhealthy: 'unknown',
        credentials_rejected: 'unknown',
        quota_exhausted: 'unknown',
        permission: 'unknown',
        model_unavailable: 'unknown',
      },
    ],
    ['degraded', 'latency', 'provider', { latency_warning: 'found' }],
    ['degraded', 'error_rate_warning', 'provider', { error_rate_warning: 'found' }],
    ['degraded', 'rate_limited', 'account', { rate_limited: 'found' }],
    ['degraded', 'rate_limit_low', 'account', { rate_limit_low: 'found' }],
    ['degraded', 'model_unhealthy', 'provider', {}],
    ['degraded', 'incident', 'provider', {}],
    ['degraded', 'auth', 'account', { target_degraded: 'found', credentials_rejected: 'unknown' }],
    ['unknown', 'disabled', null, {}],
  ])('%s for %s', (status, code, blame, expected) => {
    const [state] = states();
    say(state!, status, code, blame);
    const outcomes = TARGET_RULES.map(({ name }) => {
      const found = find(name, view(state!));
      return [name, found === 'unknown' ? 'unknown' : found.length > 0 ? 'found' : null] as const;
    });
    expect(Object.fromEntries(outcomes.filter(([, outcome]) => outcome !== null))).toEqual(expected);
  });

  it.each(['egress_down', 'no_data', 'paused'] as const)(
    'judge nothing while the status is unknown (%s)',
    (code) => {
      const [state] = states();
      say(state!, 'unknown', code, null);
      for (const name of [
        'target_unhealthy',
        'target_degraded',
        'stale',
        'credentials_rejected',
        'latency_warning',
      ] as const) {
        expect(find(name, view(state!))).toBe('unknown');
      }
    },
  );

  it('tell of no staleness where the settings do not name a target: it may simply not be called', () => {
    const [state] = states();
    state!.target = { ...state!.target, isAdopted: true };
    say(state!, 'unknown', 'stale', null);
    expect(find('stale', view(state!))).toEqual([]);
  });

  it('tell of staleness, and of nothing else then', () => {
    const [state] = states();
    say(state!, 'unknown', 'stale', null);
    expect(find('stale', view(state!))).toMatchObject([{ title: 'OpenAI is not observed', blame: 'local' }]);
    expect(find('target_unhealthy', view(state!))).toBe('unknown');
  });
});

describe('faults of the account', () => {
  it.each<[AlertRuleName, ReasonCode, string]>([
    ['credentials_rejected', 'auth', 'Credentials rejected: OpenAI'],
    ['quota_exhausted', 'quota_exhausted', 'Quota exhausted: OpenAI'],
    ['permission', 'permission', 'Permission denied: OpenAI'],
    ['model_unavailable', 'model_unavailable', 'Model unavailable: OpenAI'],
  ])('%s begins with the fault, and is no outage', (name, code, title) => {
    const [state] = states();
    say(state!, 'unhealthy', code, 'account');
    expect(find(name, view(state!))).toMatchObject([{ title, severity: 'warning', blame: 'account' }]);
    expect(find('target_unhealthy', view(state!))).toEqual([]);
  });

  it('of all models are one of the provider', () => {
    const [provider, ...models] = states(['a', 'b']);
    say(provider!, 'degraded', 'model_unhealthy');
    for (const model of models) say(model, 'unhealthy', 'auth', 'account');
    expect(find('credentials_rejected', view(provider!, { models }))).toHaveLength(1);
    say(models[0]!, 'healthy', 'no_data');
    expect(find('credentials_rejected', view(provider!, { models }))).toEqual([]);
  });
});

it('a circuit that an operator holds open is no news', () => {
  const [state] = states();
  const open = { ...state!.circuit, state: 'open' as const, openedAt: NOW, reason: 'slow calls' };
  state!.circuit = open;
  expect(find('circuit_open', view(state!))).toMatchObject([{ summary: 'slow calls', since: NOW }]);
  state!.circuit = { ...open, forced: true };
  expect(find('circuit_open', view(state!))).toEqual([]);
  state!.circuit = { ...open, state: 'half_open' };
  expect(find('circuit_open', view(state!))).toBe('unknown');
});

describe('notices', () => {
  const retires = { code: 'model_deprecated', message: 'retires soon', dueFrom: null } as const;

  it('are told so many days before their date', () => {
    const [state] = states();
    state!.notices = [{ ...retires, at: NOW + 30 * DAY_MS, model: null }];
    expect(find('model_deprecated', view(state!))).toMatchObject([
      { title: 'Model retires: OpenAI', severity: 'warning' },
    ]);
    expect(find('model_deprecated', view(state!), { withinDays: 29 })).toEqual([]);
  });

  it('of a model that is watched are left to it', () => {
    const [provider, ...models] = states(['gpt']);
    provider!.notices = [
      { ...retires, at: NOW, model: 'gpt' },
      { ...retires, at: null, model: 'other' },
    ];
    expect(find('model_deprecated', view(provider!, { models }))).toMatchObject([
      { instance: 'other', severity: 'info', title: 'Model retires: OpenAI other' },
    ]);
  });
});

it("incidents of the provider's page are told one by one, while it can be read", () => {
  const [state] = states();
  const incident = {
    id: 'i1',
    title: 'Elevated errors',
    impact: 'major',
    phase: 'investigating',
    url: null,
    startedAt: NOW,
    resolvedAt: null,
  } as ProviderIncident;
  const incidents = [
    incident,
    { ...incident, id: 'i2', impact: 'maintenance' as const },
    { ...incident, id: 'i3', resolvedAt: NOW },
  ];
  const page = { incidents, sourceState: 'ok' } as unknown as StatusPage;
  state!.statusPage = page;
  expect(find('vendor_incident', view(state!))).toMatchObject([
    { instance: 'i1', title: 'OpenAI reports: Elevated errors', severity: 'info' },
  ]);
  state!.statusPage = { ...page, sourceState: 'failing' };
  expect(find('vendor_incident', view(state!))).toBe('unknown');
});

it('a latency that left the usual says by how much', () => {
  const [state] = states();
  say(state!, 'healthy', 'no_data');
  const latencyShift = { metric: 'p95 of checks', slopeMsPerHour: 40.2, abovePercent: 81.6, usualMs: 210.4 };
  expect(find('latency_regression', view(state!, { latencyShift }))).toMatchObject([
    { summary: 'p95 of checks is 82 % above the usual 210 ms of this hour and rising by 40 ms an hour' },
  ]);
});

describe('rules of the whole', () => {
  const world = (egress: 'ok' | 'suspected' | 'down', components = new OwnComponents()) => ({
    now: NOW,
    egress,
    externalCount: 6,
    components,
  });
  const [egress, own] = WORLD_RULES;

  it('tell of our own network once it is sure', () => {
    expect(egress!.find(world('suspected'), DEFAULT_RULES.egress_down)).toBe('unknown');
    expect(egress!.find(world('ok'), DEFAULT_RULES.egress_down)).toEqual([]);
    expect(egress!.find(world('down'), DEFAULT_RULES.egress_down)).toMatchObject([
      { severity: 'critical', title: 'Our own network is down', blame: 'local' },
    ]);
  });

  it('tell of own components by name, and judge none while one cannot be asked', () => {
    const errors: unknown[] = [];
    const components = new OwnComponents((error) => errors.push(error));
    components.add(() => [
      { name: 'disk_space', status: 'error', message: '1 % free', details: { free_percent: 1 } },
      { name: 'cache', status: 'ok', message: '', details: {} },
    ]);
    expect(own!.find(world('ok', components), DEFAULT_RULES.own_component)).toMatchObject([
      { instance: 'disk_space', severity: 'critical', evidence: [{ at: NOW, message: 'free_percent: 1' }] },
    ]);
    components.add(() => {
      throw new Error('deaf');
    });
    expect(own!.find(world('ok', components), DEFAULT_RULES.own_component)).toBe('unknown');
    expect(errors).toHaveLength(1);
  });
});

it('evidence are the last failures with the ids of their requests', () => {
  const [state] = states();
  state!.recentFailures.push(
    buildObservation({
      failure: 'server_error',
      httpStatus: 503,
      requestId: 'req_1',
      detail: '503 from GET /v1/models',
      at: NOW,
    }),
  );
  expect(failureEvidence(state!)).toEqual([
    {
      at: NOW,
      message: '503 from GET /v1/models',
      code: 'server_error',
      httpStatus: 503,
      requestId: 'req_1',
    },
  ]);
});
