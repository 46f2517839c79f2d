import { scenario } from '../support/timeline.ts';

const WITH_MODELS = { models: ['gpt-5', 'gpt-5-mini'] };

describe('a model that its provider no longer lists', () => {
  scenario('is unhealthy by the account, and degrades its provider')
    .target('openai', WITH_MODELS)
    .at('25s')
    .provider('openai')
    .lists('gpt-5')
    .at('85s')
    .provider('openai')
    .lists('gpt-5', 'gpt-5-mini')
    .at('62s')
    .expectReasons('openai', 'model_unhealthy')
    .expectStatus('openai/gpt-5', 'healthy')
    .does((world) => expect(world.state('openai/gpt-5-mini').verdict.blame).toBe('account'))
    .expectEvents('openai/gpt-5-mini', [
      '0.1s healthy',
      '30.1s degraded model_unavailable',
      '60.1s unhealthy model_unavailable',
      '90.1s degraded recovering',
      '120.1s healthy',
    ])
    .expectEvents('openai', ['0.1s healthy', '60.1s degraded model_unhealthy', '90.1s healthy'])
    .until('3m');
});

describe('a provider that is down', () => {
  scenario('takes its models with it, and brings them back')
    .target('openai', WITH_MODELS)
    .at('25s')
    .provider('openai')
    .fails('server_error')
    .at('55s')
    .provider('openai')
    .heals()
    .expectEvents('openai/gpt-5', [
      '0.1s healthy',
      '30.1s degraded server_error',
      '33.1s unhealthy server_error',
      '60.1s degraded recovering',
      '61.1s healthy',
    ])
    .expectEvents('openai', [
      '0.1s healthy',
      '30.1s degraded server_error',
      '33.1s unhealthy server_error',
      '60.1s degraded recovering',
      '61.1s healthy',
    ])
    .until('2m');
});

describe('a provider whose checks bring no list', () => {
  scenario('takes its models with it, and brings them back as well')
    .target('openai', WITH_MODELS)
    .at('0s')
    .provider('openai')
    .listsNothing()
    .at('25s')
    .provider('openai')
    .fails('network')
    .at('55s')
    .provider('openai')
    .listsNothing()
    .between('33.2s', '60s')
    .expectStatus('openai/gpt-5', 'unhealthy')
    .between('62s', '150s')
    .expectStatus('openai/gpt-5', 'healthy')
    .between('62s', '5m')
    .expectReasons('openai')
    .between('3m', '5m')
    .expectReasons('openai/gpt-5', 'stale')
    .until('5m');
});

describe('a model that is no longer observed, or no longer configured', () => {
  const calls = { perSecond: 5, failing: 'server_error' } as const;

  scenario('stops degrading its provider when it goes stale')
    .target('openai', WITH_MODELS)
    .at('0s')
    .provider('openai')
    .listsNothing()
    .at('25s')
    .traffic('openai/gpt-5', calls)
    .at('28s')
    .traffic('openai/gpt-5', null)
    .at('29s')
    .expectReasons('openai', 'model_unhealthy')
    .between('130s', '3m')
    .expectReasons('openai/gpt-5', 'stale')
    .expectReasons('openai')
    .until('3m');

  scenario('stops degrading its provider when it is dropped')
    .target('openai', WITH_MODELS)
    .at('31s')
    .traffic('openai/gpt-5', calls)
    .at('33s')
    .traffic('openai/gpt-5', null)
    .at('34s')
    .expectReasons('openai', 'model_unhealthy')
    .settings('openai', { models: ['gpt-5-mini'] })
    .between('34.1s', '2m')
    .expectReasons('openai')
    .until('2m');
});
