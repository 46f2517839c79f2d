import { scenario } from '../support/timeline.ts';

describe('our own process stands still', () => {
  scenario('during a probe: the probe is repeated, and its latency is no evidence')
    .target('openai')
    .at('5s')
    .provider('openai')
    .answersAfter('1s')
    .at('30.5s')
    .stallsFor('8s')
    .at('42s')
    .does((world) => {
      expect(world.prober.starts).toHaveLength(3);
      expect(
        world.state('openai').windows.checks('1m', world.clock.monotonicMs()).latencyMs?.max,
      ).toBeLessThan(1_100);
    })
    .expectEvents('openai', ['0.1s healthy'])
    .until('1m');

  scenario('over a timeout: no provider is blamed for it')
    .target('openai')
    .target('google')
    .at('5s')
    .everyProvider()
    .answersAfter('1s')
    .at('30.5s')
    .stallsFor('15s')
    .expectEvents('openai', ['0.1s healthy'])
    .expectEvents('google', ['0.1s healthy'])
    .expectEgressEvents([])
    .until('2m');

  const stalling = scenario('again and again: what is found meanwhile is not believed')
    .target('openai')
    .at('5s')
    .provider('openai')
    .fails('timeout');
  for (let second = 6; second < 90; second++) stalling.at(`${second}s`).stallsFor('600ms');
  stalling.until('90s');
});
