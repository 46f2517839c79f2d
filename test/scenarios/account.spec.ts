import { scenario } from '../support/timeline.ts';

describe('a rejected credential', () => {
  scenario('is confirmed by a second look, and blamed on the account')
    .target('openai')
    .at('25s')
    .provider('openai')
    .fails('auth')
    .at('40s')
    .does((world) => expect(world.state('openai').verdict.blame).toBe('account'))
    .between('31.1s', '90s')
    .expectReasons('openai', 'auth')
    .at('85s')
    .provider('openai')
    .heals()
    .expectEvents('openai', [
      '0.1s healthy',
      '30.1s degraded auth',
      '31.1s unhealthy auth',
      '90.1s degraded recovering',
      '91.1s healthy',
    ])
    .until('2m');

  scenario('takes the place of an outage once the provider answers again')
    .target('openai')
    .at('25s')
    .provider('openai')
    .fails('server_error')
    .at('55s')
    .provider('openai')
    .fails('auth')
    .at('33.2s')
    .does((world) => expect(world.state('openai').verdict.blame).toBe('provider'))
    .at('63s')
    .expectReasons('openai', 'auth')
    .does((world) => expect(world.state('openai').verdict.blame).toBe('account'))
    .expectEvents('openai', ['0.1s healthy', '30.1s degraded server_error', '33.1s unhealthy server_error'])
    .until('2m');
});

describe('a rate limit', () => {
  scenario('degrades until retry-after has passed, and no longer')
    .target('openai')
    .at('25s')
    .provider('openai')
    .fails('rate_limited', { retryAfterMs: 20_000 })
    .at('31s')
    .provider('openai')
    .heals()
    .between('30.1s', '50s')
    .expectReasons('openai', 'rate_limited')
    .expectEvents('openai', ['0.1s healthy', '30.1s degraded rate_limited', '50.1s-51.1s healthy'])
    .until('2m');

  scenario('never makes anybody unhealthy, however long it lasts')
    .target('openai')
    .at('25s')
    .provider('openai')
    .fails('rate_limited')
    .at('25s')
    .traffic('openai', { perSecond: 10, failing: 'rate_limited' })
    .expectEvents('openai', ['0.1s healthy', '25s degraded rate_limited'])
    .until('5m');
});

describe('faults of the caller', () => {
  scenario('are counted, shown, and nothing else')
    .target('openai')
    .at('10s')
    .traffic('openai', { perSecond: 10, failing: 'bad_request' })
    .at('1m')
    .traffic('openai', { perSecond: 10, failing: 'content_filtered' })
    .at('2m')
    .traffic('openai', { perSecond: 10, failing: 'cancelled' })
    .at('3m')
    .does((world) => {
      const { windows } = world.state('openai');
      expect(windows.calls('15m', world.clock.monotonicMs()).byFailure).toMatchObject({ bad_request: 500 });
    })
    .expectEvents('openai', ['0.1s healthy'])
    .until('3m');
});
