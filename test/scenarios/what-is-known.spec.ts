import { scenario } from '../support/timeline.ts';

const OUTAGE_AGO = { failure: 'server_error', agedMs: 30_000, source: 'traffic', depth: 'traffic' } as const;

describe('a target that nobody observes', () => {
  scenario('is stale after three intervals and a timeout')
    .target('openai', { models: ['gpt-5'] })
    .at('0s')
    .provider('openai')
    .listsNothing()
    .at('10s')
    .reports('openai/gpt-5', { source: 'traffic', depth: 'traffic' })
    .expectEvents('openai/gpt-5', ['10s healthy', '110s-111.1s unknown stale'])
    .until('3m');

  scenario('is unknown before its first observation, even while that is slow')
    .target('openai')
    .at('0s')
    .provider('openai')
    .answersAfter('9s')
    .between('0s', '9s')
    .expectReasons('openai', 'no_data')
    .expectEvents('openai', ['9.1s healthy'])
    .until('20s');
});

describe('an observation out of order', () => {
  const late = scenario('is recorded, and drives nothing')
    .target('openai')
    .at('35s')
    .reports('openai', OUTAGE_AGO);
  late.reports('openai', OUTAGE_AGO).reports('openai', OUTAGE_AGO);
  late
    .does((world) => {
      expect(world.state('openai').windows.calls('1m', world.clock.monotonicMs()).failures).toBe(3);
    })
    .expectEvents('openai', ['0.1s healthy'])
    .until('1m');
});

describe('monitoring that is paused', () => {
  scenario('says so, probes nobody, and goes on where it was')
    .target('openai')
    .at('40s')
    .pausesMonitoring()
    .between('40s', '2m')
    .expectReasons('openai', 'paused')
    .at('2m')
    .does((world) => expect(world.prober.starts).toHaveLength(2))
    .resumesMonitoring()
    .expectEvents('openai', ['0.1s healthy', '40s unknown paused', '120s healthy'])
    .until('3m');
});

describe('a target that is disabled', () => {
  scenario('is listed as such, is not probed, and comes back when enabled')
    .target('openai')
    .at('40s')
    .settings('openai', { enabled: false })
    .between('40s', '2m')
    .expectReasons('openai', 'disabled')
    .at('2m')
    .does((world) => expect(world.prober.starts).toHaveLength(2))
    .settings('openai', { enabled: true })
    .expectEvents('openai', ['0.1s healthy', '40s unknown disabled', '120s healthy'])
    .until('3m');
});

describe('a reload', () => {
  scenario('keeps the windows and the status of those that stay')
    .target('openai')
    .target('anthropic')
    .at('25s')
    .provider('openai')
    .fails('server_error')
    .at('40s')
    .drops('anthropic')
    .settings('google', {})
    .expectStatus('openai', 'unhealthy')
    .expectReasons('openai', 'server_error')
    .does((world) => {
      expect([...world.registry.all()].map(({ target }) => target.id)).toEqual(['openai', 'google']);
      expect(world.state('openai').windows.checks('5m', world.clock.monotonicMs())).toMatchObject({
        failures: 3,
        ok: 1,
      });
    })
    .expectEvents('openai', ['0.1s healthy', '30.1s degraded server_error', '33.1s unhealthy server_error'])
    .expectEvents('google', ['40.1s-40.2s healthy'])
    .until('1m');

  scenario('takes new thresholds and a new interval without starting over')
    .target('openai')
    .at('25s')
    .provider('openai')
    .fails('server_error')
    .at('30.5s')
    .settings('openai', {
      intervalMs: 10_000,
      thresholds: {
        latencyWarningMs: 2_000,
        errorRateWarningPercent: 50,
        errorRateCriticalPercent: 80,
        minVolume: 5,
        failureThreshold: 2,
        recoveryThreshold: 1,
      },
    })
    .at('45s')
    .provider('openai')
    .heals()
    .expectEvents('openai', [
      '0.1s healthy',
      '30.1s degraded server_error',
      '31.1s unhealthy server_error',
      '50s-51s healthy',
    ])
    .until('1m');
});
