import { scenario } from '../support/timeline.ts';

describe('calls that fail while the list is green', () => {
  scenario('are an outage that a green list alone does not end')
    .target('openai')
    .at('10s')
    .traffic('openai', { perSecond: 1 })
    .at('20s')
    .traffic('openai', { perSecond: 5, failing: 'server_error' })
    .at('2m')
    .traffic('openai', null)
    .between('20.5s', '2m')
    .expectStatus('openai', 'unhealthy')
    .between('3m', '5m')
    .expectStatus('openai', 'degraded')
    .expectReasons('openai', 'server_error', 'probe_traffic_mismatch', 'error_rate_critical')
    .between('7m5s', '8m')
    .expectReasons('openai', 'server_error', 'probe_traffic_mismatch')
    .until('8m');

  scenario('recover by a trickle of calls that succeed')
    .target('openai')
    .at('20s')
    .traffic('openai', { perSecond: 5, failing: 'server_error' })
    .at('40s')
    .traffic('openai', null)
    .at('100s')
    .expectStatus('openai', 'degraded')
    .traffic('openai', { perSecond: 1 })
    .between('102s', '3m')
    .expectReasons('openai')
    .until('3m');

  scenario('are back at once when the trickle fails')
    .target('openai')
    .at('20s')
    .traffic('openai', { perSecond: 5, failing: 'server_error' })
    .at('40s')
    .traffic('openai', null)
    .at('100s')
    .expectStatus('openai', 'degraded')
    .reports('openai', { failure: 'server_error', source: 'traffic', depth: 'traffic' })
    .expectStatus('openai', 'unhealthy')
    .until('2m');
});

describe('checks that fail while calls go through', () => {
  scenario('condemn nobody, and say that the two disagree')
    .target('openai')
    .at('5s')
    .traffic('openai', { perSecond: 5 })
    .at('25s')
    .provider('openai')
    .fails('timeout')
    .between('36s', '5m')
    .does((world) => expect(world.state('openai').verdict.status).not.toBe('unhealthy'))
    .between('2m', '5m')
    .does((world) => {
      const codes = world.state('openai').verdict.reasons.map(({ code }) => code);
      expect(codes).toContain('probe_traffic_mismatch');
    })
    .until('5m');
});
