import { alertScenario } from '../../support/alert-timeline.ts';

const MODELS = Array.from({ length: 10 }, (_, i) => `model-${i}`);

describe('an outage', () => {
  alertScenario('is one message, and one for its end')
    .target('openai')
    .at('40s')
    .provider('openai')
    .fails('server_error')
    .at('3m')
    .expectAlert('target_unhealthy', 'openai', {
      state: 'firing',
      severity: 'critical',
      title: 'openai is unhealthy',
      blame: 'provider',
      suppressions: [],
    })
    .at('10m')
    .provider('openai')
    .heals()
    .expectNotifications([
      '63s-65s oncall first +target_unhealthy:openai',
      '10m-10m32s oncall all_resolved -target_unhealthy:openai',
    ])
    .until('30m');

  alertScenario('of real traffic, circuit and error rate included, is one message')
    .target('openai')
    .target('anthropic')
    .at('10s')
    .traffic('openai', { perSecond: 5 })
    .at('2m')
    .traffic('openai', { perSecond: 5, failing: 'server_error' })
    .at('3m')
    .does((world) => expect(world.state('openai').circuit.state).toBe('open'))
    .at('10m')
    .traffic('openai', { perSecond: 5 })
    .expectNotifications([
      '2m-2m8s oncall first +target_unhealthy:openai',
      '10m-10m10s oncall all_resolved -target_unhealthy:openai',
    ])
    .until('30m');

  alertScenario('that lasts is reminded of, and no longer once somebody has it in hand')
    .target('openai')
    .at('40s')
    .provider('openai')
    .fails('server_error')
    .at('9h')
    .acknowledges('target_unhealthy', 'openai')
    .expectNotifications([
      '64s oncall first +target_unhealthy:openai',
      '4h1m4s oncall reminder +target_unhealthy:openai',
      '8h1m4s oncall reminder +target_unhealthy:openai',
      '9h-9h2s oncall acknowledged +target_unhealthy:openai',
    ])
    .until('13h');

  alertScenario('that passes before its message is told, is not told')
    .alerts({ routes: [{ channels: ['oncall'], group_wait_seconds: 120 }] })
    .target('openai')
    .at('25s')
    .provider('openai')
    .fails('rate_limited', { retryAfterMs: 150_000 })
    .at('55s')
    .provider('openai')
    .heals()
    .at('155s')
    .expectFiring('rate_limited:openai')
    .expectNotifications([])
    .until('20m');
});

describe('a vendor with ten models', () => {
  alertScenario('that is down is one message about the vendor')
    .target('openai', { models: MODELS })
    .target('anthropic')
    .at('40s')
    .provider('openai')
    .fails('server_error')
    .at('3m')
    .doesWithAlerts(({ engine }) => {
      const [model] = engine
        .open()
        .filter(({ targetId, state }) => targetId === 'openai/model-3' && state === 'firing');
      expect(model).toMatchObject({
        rule: 'target_unhealthy',
        suppressions: [{ code: 'inhibited', message: 'inhibited by: openai is unhealthy' }],
      });
    })
    .at('10m')
    .provider('openai')
    .heals()
    .expectNotifications([
      '64s oncall first +target_unhealthy:openai',
      '10m-10m32s oncall all_resolved -target_unhealthy:openai',
    ])
    .until('30m');

  const traffic = alertScenario(
    'whose list is green while every call fails is one message about the vendor',
  ).target('openai', { models: MODELS });
  for (const model of MODELS) {
    traffic.at('10s').traffic(`openai/${model}`, { perSecond: 2 });
    traffic.at('2m').traffic(`openai/${model}`, { perSecond: 2, failing: 'overloaded' });
    traffic.at('8m').traffic(`openai/${model}`, { perSecond: 2 });
  }
  traffic
    .at('3m')
    .expectAlert('target_unhealthy', 'openai', {
      summary: expect.stringContaining('all 10 models are unhealthy'),
    })
    .expectNotifications([
      '2m-2m10s oncall first +target_unhealthy:openai',
      '8m-8m20s oncall all_resolved -target_unhealthy:openai',
    ])
    .until('20m');

  alertScenario('of which one is not listed any more is a message about that model')
    .target('openai', { models: ['gpt-5', 'gpt-5-mini'] })
    .at('40s')
    .provider('openai')
    .lists('gpt-5')
    .expectNotifications(['60s-101s oncall first +model_unavailable:openai/gpt-5-mini'])
    .until('20m');
});

describe('a fault of the account', () => {
  alertScenario('is a warning that begins with the fault, and never an outage', {})
    .target('openai', { models: ['gpt-5', 'gpt-5-mini'] })
    .at('40s')
    .provider('openai')
    .fails('auth')
    .at('3m')
    .expectAlert('credentials_rejected', 'openai', {
      severity: 'warning',
      title: 'Credentials rejected: openai',
      blame: 'account',
    })
    .doesWithAlerts(({ engine }) => {
      expect(engine.open().filter(({ severity }) => severity === 'critical')).toEqual([]);
    })
    .at('10m')
    .provider('openai')
    .heals()
    .expectNotifications([
      '60s-80s oncall first +credentials_rejected:openai',
      '10m-10m35s oncall all_resolved -credentials_rejected:openai',
    ])
    .until('30m');
});

describe('our own network', () => {
  const down = alertScenario('that is down is one message, and nobody hears of six providers');
  for (const id of ['openai', 'anthropic', 'google', 'deepseek', 'qwen', 'cursor']) down.target(id);
  down
    .at('40s')
    .controls('offline')
    .everyProvider()
    .fails('network')
    .at('10m')
    .controls('online')
    .everyProvider()
    .heals()
    .expectNotifications([
      '60s-75s oncall first +egress_down:',
      '10m-10m10s oncall all_resolved -egress_down:',
    ])
    .until('30m');

  const during = alertScenario('that goes down during an outage neither ends it nor tells of it again');
  for (const id of ['openai', 'anthropic', 'google']) during.target(id);
  during
    .at('40s')
    .provider('openai')
    .fails('server_error')
    .at('5m')
    .controls('offline')
    .everyProvider()
    .fails('network')
    .at('10m')
    .controls('online')
    .everyProvider()
    .heals()
    .expectNotifications([
      '64s oncall first +target_unhealthy:openai',
      '5m-5m45s oncall first +egress_down:',
      '10m-10m10s oncall all_resolved -egress_down:',
      '10m-10m40s oncall all_resolved -target_unhealthy:openai',
    ])
    .until('30m');
});

describe('a brown-out', () => {
  alertScenario('of real traffic is one warning')
    .target('openai')
    .at('10s')
    .traffic('openai', { perSecond: 5 })
    .at('2m')
    .traffic('openai', { perSecond: 5, failing: 'server_error', share: 0.3 })
    .at('20m')
    .traffic('openai', { perSecond: 5 })
    .expectNotifications([
      '2m-5m oncall any +flapping:openai',
      '20m-28m oncall all_resolved -flapping:openai',
    ])
    .until('40m');

  alertScenario('of checks is one warning', { jitter: 0 })
    .target('openai', { intervalMs: 10_000 })
    .at('15s')
    .provider('openai')
    .fails('server_error', { share: 0.5 })
    .at('15m')
    .provider('openai')
    .heals()
    .expectNotifications([
      '15s-5m oncall any +flapping:openai',
      '15m-25m oncall all_resolved -flapping:openai',
    ])
    .until('40m');
});
