import { scenario, type Timeline } from '../support/timeline.ts';

const SIX = ['openai', 'anthropic', 'google', 'deepseek', 'qwen', 'cursor'];

function sixProviders(title: string): Timeline {
  return SIX.reduce((timeline, id) => timeline.target(id), scenario(title));
}

describe('our own network is down', () => {
  const story = sixProviders('is one fact, and nobody is told that six providers died')
    .at('40s')
    .controls('offline')
    .everyProvider()
    .fails('network')
    .at('5m')
    .controls('online')
    .everyProvider()
    .heals()
    .expectEgressEvents(['60s suspected', '60s-60.2s down', '300s-305.1s ok']);
  for (const id of SIX) {
    story
      .between('62s', '5m')
      .expectFirstReason(id, 'egress_down')
      .between('305.5s', '6m')
      .expectStatus(id, 'healthy');
  }
  story
    .does((world) => {
      const unhealthy = [...world.registry.all()].filter(({ verdict }) => verdict.status === 'unhealthy');
      expect(unhealthy).toEqual([]);
    })
    .until('6m');

  scenario('leaves alone what is not reached over it')
    .target('openai')
    .target('google')
    .target('ollama', {}, { isExternal: false })
    .at('25s')
    .controls('offline')
    .provider('openai')
    .fails('network')
    .provider('google')
    .fails('network')
    .between('0.2s', '2m')
    .expectStatus('ollama', 'healthy')
    .at('40s')
    .expectStatus('openai', 'unknown')
    .expectStatus('google', 'unknown')
    .until('2m');

  scenario('is not concluded from a single provider, nor from other failures than those of a network')
    .target('openai')
    .target('google')
    .target('qwen')
    .target('cursor')
    .at('25s')
    .controls('offline')
    .provider('openai')
    .fails('network')
    .provider('google')
    .fails('server_error')
    .provider('qwen')
    .fails('server_error')
    .expectEgressEvents([])
    .at('40s')
    .expectStatus('openai', 'unhealthy')
    .expectStatus('google', 'unhealthy')
    .until('2m');

  scenario('is over with the first answer from outside, whatever the controls say')
    .target('openai')
    .target('google')
    .at('25s')
    .controls('offline')
    .everyProvider()
    .fails('network')
    .at('55s')
    .everyProvider()
    .heals()
    .expectEgressEvents(['30s suspected', '30s-30.2s down', '60s-60.2s ok'])
    .between('61s', '2m')
    .expectStatus('openai', 'healthy')
    .expectStatus('google', 'healthy')
    .until('2m');

  scenario('is not over with an answer of before that is reported late')
    .target('openai')
    .target('google')
    .at('25s')
    .controls('offline')
    .everyProvider()
    .fails('network')
    .at('40s')
    .reports('openai', { agedMs: 20_000, source: 'traffic', depth: 'traffic' })
    .expectEgressEvents(['30s suspected', '30s-30.2s down'])
    .until('1m');
});

describe('several providers fail at once while our network works', () => {
  scenario('is believed after all')
    .target('openai')
    .target('google')
    .target('qwen')
    .at('25s')
    .everyProvider()
    .fails('network')
    .between('36s', '2m')
    .expectStatus('openai', 'unhealthy')
    .expectStatus('google', 'unhealthy')
    .expectEvents('openai', ['0.1s healthy', '30.1s degraded network', '33.1s-33.3s unhealthy network'])
    .until('2m');
});

describe('a reload while our network is down', () => {
  scenario('does not judge those that are new either')
    .target('openai')
    .target('google')
    .at('25s')
    .controls('offline')
    .everyProvider()
    .fails('network')
    .at('40s')
    .settings('qwen', {})
    .provider('qwen')
    .fails('network')
    .between('40.1s', '1m')
    .expectFirstReason('qwen', 'egress_down')
    .until('1m');
});
