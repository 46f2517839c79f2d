import { scenario } from '../support/timeline.ts';

describe('an outage that answers', () => {
  scenario('is visible at the next probe, confirmed a few seconds later, and over with two successes')
    .target('openai')
    .at('40s')
    .provider('openai')
    .fails('server_error')
    .between('1s', '60s')
    .expectStatus('openai', 'healthy')
    .at('61s')
    .expectStatus('openai', 'degraded')
    .expectReasons('openai', 'server_error')
    .at('100s')
    .provider('openai')
    .heals()
    .between('64s', '120s')
    .expectStatus('openai', 'unhealthy')
    .expectReasons('openai', 'server_error')
    .between('122s', '150s')
    .expectStatus('openai', 'healthy')
    .expectEvents('openai', [
      '0.1s healthy',
      '60.1s degraded server_error',
      '63.1s unhealthy server_error',
      '120.1s degraded recovering',
      '121.1s healthy',
    ])
    .until('150s');

  scenario('names how many checks in a row failed')
    .target('openai')
    .at('40s')
    .provider('openai')
    .fails('server_error')
    .at('70s')
    .does((world) => {
      expect(world.state('openai').verdict.reasons[0]!.message).toBe('3 of the last 3 checks failed');
    })
    .until('70s');
});

describe('an outage that hangs', () => {
  scenario('is visible before its first probe times out, and confirmed within a minute')
    .target('openai')
    .at('40s')
    .provider('openai')
    .hangs()
    .at('200s')
    .provider('openai')
    .heals()
    .expectEvents('openai', [
      '0.1s healthy',
      '62s degraded slow_in_flight',
      '90.2s unhealthy timeout',
      '200s-230.1s degraded recovering',
      '201s-231.1s healthy',
    ])
    .until('5m');

  scenario('is over with the slowness when the answer comes late but in time')
    .target('openai')
    .at('40s')
    .provider('openai')
    .answersAfter('5s')
    .at('66s')
    .provider('openai')
    .heals()
    .at('63s')
    .expectReasons('openai', 'slow_in_flight')
    .expectEvents('openai', ['0.1s healthy', '62s degraded slow_in_flight', '65s healthy'])
    .until('2m');
});

describe('a lost packet', () => {
  scenario('degrades for a second, and is never unhealthy')
    .target('openai')
    .at('59s')
    .losesOnePacket()
    .expectEvents('openai', ['0.1s healthy', '60.1s degraded network', '61.1s healthy'])
    .until('3m');

  const losses = scenario('never becomes an outage however often it happens').target('openai');
  for (let minute = 1; minute < 60; minute += 5) losses.at(`${minute * 60 - 1}s`).losesOnePacket();
  losses
    .between('1s', '1h')
    .does((world) => expect(world.state('openai').verdict.status).not.toBe('unhealthy'))
    .at('1h')
    .expectStatus('openai', 'healthy')
    .until('1h');
});

describe('recovery', () => {
  scenario('starts over when a failure comes between')
    .target('openai')
    .at('25s')
    .provider('openai')
    .fails('overloaded')
    .at('60.5s')
    .provider('openai')
    .heals()
    .at('90.5s')
    .provider('openai')
    .fails('overloaded')
    .at('91.5s')
    .provider('openai')
    .heals()
    .expectEvents('openai', [
      '0.1s healthy',
      '30.1s degraded overloaded',
      '33.1s unhealthy overloaded',
      '90.1s degraded recovering',
      '93s-94s healthy',
    ])
    .until('2m');

  scenario('is not kept degraded by the failures of before')
    .target('openai')
    .at('25s')
    .provider('openai')
    .fails('server_error')
    .at('10m')
    .provider('openai')
    .heals()
    .between('10m32s', '15m')
    .expectReasons('openai')
    .until('15m');
});

describe('a brown-out in which half of all checks fail', () => {
  scenario('ends up held at degraded as flapping', { jitter: 0 })
    .target('openai', { intervalMs: 10_000 })
    .at('15s')
    .provider('openai')
    .fails('server_error', { share: 0.5 })
    .between('5m', '15m')
    .does((world) => {
      expect(['degraded', 'unhealthy']).toContain(world.state('openai').verdict.status);
    })
    .at('15m')
    .does((world) => expect(world.state('openai').verdict.reasons[0]!.code).toBe('flapping'))
    .until('15m');

  scenario('of busy traffic is flapping too')
    .target('openai')
    .at('10s')
    .traffic('openai', { perSecond: 5 })
    .at('1m')
    .traffic('openai', { perSecond: 5, failing: 'server_error', share: 0.5 })
    .between('90s', '10m')
    .does((world) => expect(world.state('openai').verdict.status).not.toBe('unknown'))
    .until('10m');
});

describe('flapping', () => {
  const flapping = scenario('is one change to degraded and one back, however often the results change', {
    jitter: 0,
  }).target('openai', { intervalMs: 5_000 });
  for (let second = 22; second < 120; second += 10) {
    flapping
      .at(`${second}s`)
      .provider('openai')
      .fails('server_error')
      .at(`${second + 5}s`)
      .provider('openai')
      .heals();
  }
  flapping
    .at('60s')
    .expectFirstReason('openai', 'flapping')
    .expectEvents('openai', [
      '0.1s healthy',
      '25.1s degraded server_error',
      '28.1s healthy',
      '35s degraded server_error',
      '38.1s healthy',
      '45s degraded server_error',
      '150s-200s healthy',
    ])
    .until('10m');
});
