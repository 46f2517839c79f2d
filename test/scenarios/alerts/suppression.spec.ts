import { alertScenario } from '../../support/alert-timeline.ts';

const UNHEALTHY = '+target_unhealthy:openai';
const OVER = '-target_unhealthy:openai';

/** Down from 40 s to 10 min: confirmed at 63 s, over at 10 min and a check. */
function outage(title: string) {
  return alertScenario(title)
    .target('openai')
    .at('40s')
    .provider('openai')
    .fails('server_error')
    .at('10m')
    .provider('openai')
    .heals();
}

describe('a silence', () => {
  outage('that covers the whole outage leaves nothing to tell')
    .at('30s')
    .silences('s', { target: 'openai' })
    .at('5m')
    .expectAlert('target_unhealthy', 'openai', {
      suppressions: [{ code: 'silenced', message: 'silenced by kim: known', by: 's', until: null }],
    })
    .at('15m')
    .endsSilence('s')
    .expectNotifications([])
    .until('40m');

  outage('that ends during the outage leaves it to be told then')
    .at('30s')
    .silences('s', { provider: 'openai' })
    .at('5m')
    .endsSilence('s')
    .expectNotifications([
      `5m-5m2s oncall suppression_ended ${UNHEALTHY}`,
      `10m-10m32s oncall all_resolved ${OVER}`,
    ])
    .until('40m');

  outage('that comes after it was told keeps its end until it is over')
    .at('5m')
    .silences('s', { severity: 'critical' })
    .at('20m')
    .endsSilence('s')
    .expectNotifications([`64s oncall first ${UNHEALTHY}`, `20m-20m2s oncall all_resolved ${OVER}`])
    .until('40m');

  outage('during which it ends and begins again leaves nothing to tell, since nothing is different')
    .at('5m')
    .silences('s', { rule: 'target_unhealthy' })
    .at('20m')
    .provider('openai')
    .fails('server_error')
    .at('25m')
    .endsSilence('s')
    .at('40m')
    .provider('openai')
    .heals()
    .expectNotifications([`64s oncall first ${UNHEALTHY}`, `40m-40m32s oncall all_resolved ${OVER}`])
    .until('60m');

  outage('of something else changes nothing')
    .at('30s')
    .silences('s', { target: 'anthropic' })
    .expectNotifications([`64s oncall first ${UNHEALTHY}`, `10m-10m32s oncall all_resolved ${OVER}`])
    .until('20m');
});

describe('an acknowledgement', () => {
  outage('that expires is told again')
    .at('3m')
    .acknowledges('target_unhealthy', 'openai', { for: '2m' })
    .expectNotifications([
      `64s oncall first ${UNHEALTHY}`,
      `3m-3m2s oncall acknowledged ${UNHEALTHY}`,
      `5m-5m2s oncall acknowledgement_expired ${UNHEALTHY}`,
      `10m-10m32s oncall all_resolved ${OVER}`,
    ])
    .until('20m');

  outage('keeps others from being woken')
    .alerts({
      channels: { oncall: { kind: 'log' }, boss: { kind: 'log' } },
      routes: [{ channels: ['oncall'], escalation: [{ after_seconds: 240, channels: ['boss'] }] }],
    })
    .at('4m')
    .acknowledges('target_unhealthy', 'openai')
    .expectNotifications([
      `64s oncall first ${UNHEALTHY}`,
      `4m-4m2s oncall acknowledged ${UNHEALTHY}`,
      `10m-10m32s oncall all_resolved ${OVER}`,
    ])
    .until('20m');

  outage('that nobody gives wakes others, who hear of the end as well')
    .alerts({
      channels: { oncall: { kind: 'log' }, boss: { kind: 'log' } },
      routes: [{ channels: ['oncall'], escalation: [{ after_seconds: 240, channels: ['boss'] }] }],
    })
    .expectNotifications([
      `64s oncall first ${UNHEALTHY}`,
      `5m4s-5m6s boss escalation ${UNHEALTHY}`,
      `10m-10m32s oncall all_resolved ${OVER}`,
      `10m-10m32s boss all_resolved ${OVER}`,
    ])
    .until('20m');
});

describe('quiet hours and digests', () => {
  // The virtual clock begins on Sunday, 2026-11-22, at 04:00 UTC.
  const NIGHT = { from: '22:00', to: '04:10' };

  outage('let an outage through')
    .alerts({ routes: [{ channels: ['oncall'], quiet_hours: NIGHT }] })
    .expectNotifications([`64s oncall first ${UNHEALTHY}`, `10m-10m32s oncall all_resolved ${OVER}`])
    .until('20m');

  alertScenario('keep a warning until the morning')
    .alerts({ routes: [{ channels: ['oncall'], quiet_hours: NIGHT }] })
    .target('openai')
    .at('40s')
    .provider('openai')
    .fails('quota_exhausted')
    .at('5m')
    .expectAlert('quota_exhausted', 'openai', {
      suppressions: [
        {
          code: 'quiet_hours',
          message: 'quiet hours to oncall',
          by: null,
          until: Date.parse('2026-11-22T04:10:00Z'),
        },
      ],
    })
    .expectNotifications(['10m-10m2s oncall first +quota_exhausted:openai'])
    .until('20m');

  alertScenario('collect what is not urgent into one message')
    .alerts({
      rules: { quota_exhausted: { severity: 'info' }, credentials_rejected: { severity: 'info' } },
      routes: [{ channels: ['oncall'], digest: { at: '05:00' } }],
    })
    .target('openai')
    .target('anthropic')
    .at('40s')
    .provider('openai')
    .fails('quota_exhausted')
    .at('10m')
    .provider('anthropic')
    .fails('auth')
    .expectNotifications(['1h-1h2s oncall digest +credentials_rejected:anthropic +quota_exhausted:openai'])
    .until('90m');
});

describe('a channel with a limit', () => {
  const story = alertScenario('hears in one message what was left out, and outages at once').alerts({
    routes: [{ channels: ['oncall'], group_wait_seconds: 0 }],
    rate_limits: { oncall: { messages: 1, window_seconds: 300 } },
  });
  for (const id of ['a', 'b', 'c', 'd']) story.target(id);
  story
    .at('40s')
    .provider('a')
    .fails('auth')
    .at('70s')
    .provider('b')
    .fails('auth')
    .provider('c')
    .fails('auth')
    .at('100s')
    .provider('d')
    .fails('server_error')
    .expectNotifications([
      '60s-65s oncall first +credentials_rejected:a',
      '120s-125s oncall first +target_unhealthy:d',
      '6m-8m oncall digest +credentials_rejected:b +credentials_rejected:c',
    ])
    .until('20m');
});

describe('a maintenance window of two hours from 01:30 in Berlin', () => {
  const recurrence = { weekdays: [], startsAt: '01:30', durationMs: 7_200_000, timeZone: 'Europe/Berlin' };

  it.each([
    ['on a night like any other', '2026-01-20T00:00:00Z'],
    ['in which the clock springs forward', '2026-03-29T00:00:00Z'],
    ['in which the clock falls back', '2026-10-24T23:00:00Z'],
  ])('%s holds an outage back for two hours', async (title, startsAt) => {
    await alertScenario(title)
      .target('openai')
      .at('0s')
      .does(({ clock }) => clock.stepWallClock(Date.parse(startsAt) - clock.now()))
      .silences('window', { target: 'openai' }, { recurrence, from: 0 })
      .at('31m')
      .provider('openai')
      .fails('server_error')
      .at('40m')
      .expectAlert('target_unhealthy', 'openai', {
        suppressions: [
          {
            code: 'maintenance',
            message: 'maintenance window by kim: known',
            by: 'window',
            until: Date.parse(startsAt) + 9_000_000,
          },
        ],
      })
      .expectNotifications([`150m oncall suppression_ended ${UNHEALTHY}`])
      .play('3h');
    expect.assertions(1);
  });
});

describe('an alert whose target goes', () => {
  alertScenario('is over')
    .target('openai')
    .at('40s')
    .provider('openai')
    .fails('server_error')
    .at('5m')
    .drops('openai')
    .expectNotifications([`64s oncall first ${UNHEALTHY}`, `5m-5m2s oncall all_resolved ${OVER}`])
    .until('20m');
});

describe('a channel that is switched off', () => {
  outage('is told nothing, and the alert says so')
    .alerts({ channels: { oncall: { kind: 'log', enabled: false } }, routes: [{ channels: ['oncall'] }] })
    .at('3m')
    .expectAlert('target_unhealthy', 'openai', {
      suppressions: [
        {
          code: 'no_route',
          message: 'no route leads it to a channel that is switched on',
          by: null,
          until: null,
        },
      ],
    })
    .expectNotifications([])
    .until('15m');
});

describe('routes that change', () => {
  outage('tell the end to those who were told of the beginning')
    .alerts({
      channels: { oncall: { kind: 'log' }, other: { kind: 'log' } },
      routes: [{ channels: ['oncall'] }],
    })
    .at('5m')
    .reloadsAlerts({
      channels: { oncall: { kind: 'log' }, other: { kind: 'log' } },
      routes: [{ channels: ['other'] }],
    })
    .expectNotifications([
      `64s oncall first ${UNHEALTHY}`,
      `5m-5m2s other first ${UNHEALTHY}`,
      `10m-10m32s oncall all_resolved ${OVER}`,
      `10m-10m32s other all_resolved ${OVER}`,
    ])
    .until('20m');
});

describe('what this process says of itself', () => {
  const disk = (status: 'ok' | 'warning' | 'error') =>
    ({ name: 'disk_space', status, message: '3 % free', details: { free_percent: 3 } }) as const;
  alertScenario('is told, and told again when it gets worse')
    .target('openai')
    .at('1m')
    .reportsComponents(disk('warning'))
    .at('3m')
    .reportsComponents(disk('error'))
    .at('5m')
    .reportsComponents(disk('ok'))
    .expectNotifications([
      '80s-82s oncall first +own_component:#disk_space',
      '3m-3m2s oncall severity_changed +own_component:#disk_space',
      '5m30s-5m32s oncall all_resolved -own_component:#disk_space',
    ])
    .until('10m');
});
