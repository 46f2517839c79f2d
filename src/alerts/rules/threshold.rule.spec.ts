import { find, NOW, say, states, view } from '../../../test/support/rule-view.ts';
import type { TargetHealth } from '../../health/target-health.ts';
import { BurnCounters } from '../burn/burn-counters.ts';

describe('a burn rate', () => {
  /** A check every 30 s for an hour and a half, of which the newest so many failed. */
  function counted(failures: number): BurnCounters {
    const burn = new BurnCounters();
    burn.isComplete = true;
    for (let i = 180; i >= 1; i--) burn.record(NOW - i * 30_000, i > failures);
    return burn;
  }

  it('is told from the failure on that exceeds both windows', () => {
    const [state] = states();
    expect(find('slo_burn_rate', view(state!, { burn: counted(16) }))).toEqual([]);
    expect(find('slo_burn_rate', view(state!, { burn: counted(17) }))).toMatchObject([
      {
        severity: 'warning',
        summary: '14.4 times as fast as 99 % allows: 17 of 118 failed over 1h, 8 of 8 over 5m',
      },
    ]);
  });

  it('of one failure is none, whatever is promised', () => {
    const [state] = states();
    expect(find('slo_burn_rate', view(state!, { burn: counted(1) }), { sloPercent: 99.999 })).toEqual([]);
  });

  it('is not judged before the past is known', () => {
    const [state] = states();
    const burn = counted(1);
    burn.isComplete = false;
    expect(find('slo_burn_rate', view(state!, { burn }))).toBe('unknown');
  });
});

describe('thresholds of the rule', () => {
  function measured(ok: number, failures: number, p95Ms: number): TargetHealth {
    const [state] = states();
    say(state!, 'healthy', 'no_data');
    Object.assign(state!.windows, {
      tally: (set: string) => (set === 'calls' ? { ok, failures } : { ok: 0, failures: 0 }),
      p95Ms: (set: string) => (set === 'calls' ? p95Ms : null),
    });
    return state!;
  }

  it('outrank those of the status, and need 20 % less to stay', () => {
    const rate = { errorRatePercent: 20 };
    expect(find('error_rate_warning', view(measured(81, 19, 0)), rate)).toEqual([]);
    expect(find('error_rate_warning', view(measured(80, 20, 0)), rate)).toMatchObject([
      { summary: '20 % of calls failed over 1m (20 of 100)' },
    ]);
    const isFiring = (): boolean => true;
    expect(find('error_rate_warning', view(measured(84, 16, 0), { isFiring }), rate)).toHaveLength(1);
    expect(find('latency_warning', view(measured(9, 0, 400)), { latencyMs: 500 })).toEqual([]);
    expect(find('latency_warning', view(measured(9, 0, 400), { isFiring }), { latencyMs: 500 })).toHaveLength(
      1,
    );
  });

  it('of the rate limit look at what is left of it', () => {
    const [state] = states();
    say(state!, 'healthy', 'no_data');
    state!.rateLimit = {
      remainingRequests: 100,
      limitRequests: 500,
      remainingTokens: null,
      limitTokens: null,
      resetsAt: NOW + 1_000,
    };
    expect(find('rate_limit_low', view(state!), { remainingPercent: 25 })).toMatchObject([
      { summary: '20 % of the rate limit is left' },
    ]);
    expect(find('rate_limit_low', view(state!, { now: NOW + 1_000 }), { remainingPercent: 25 })).toEqual([]);
  });
});
