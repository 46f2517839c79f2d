import { AssessedTarget } from '../../../test/support/assessed-target.ts';
import { DEFAULT_THRESHOLDS } from '../../../test/support/build.ts';

describe('what is not known', () => {
  it('is unknown before the first observation', () => {
    const target = new AssessedTarget();
    expect(target.status).toBe('unknown');
    expect(target.codes).toEqual(['no_data']);
  });

  it('goes stale after three intervals and a timeout without an observation', () => {
    const target = new AssessedTarget();
    target.checks(null);
    expect(target.wait(100_000).status).toBe('healthy');
    expect(target.wait(1).codes).toEqual(['stale']);
  });

  it.each([
    [{ isPaused: true }, 'paused', null],
    [{ isDisabled: true }, 'disabled', null],
    [{ egress: 'down' as const }, 'egress_down', 'local'],
  ])('is unknown under %j whatever was observed', (condition, code, blame) => {
    const target = new AssessedTarget();
    target.checks('server_error', 5);
    target.conditions = { ...target.conditions, ...condition };
    expect(target.status).toBe('unknown');
    expect(target.codes[0]).toBe(code);
    expect(target.verdict.blame).toBe(blame);
  });
});

describe('confirmation', () => {
  it('is degraded at the first failure and unhealthy at the third in a row', () => {
    const target = new AssessedTarget();
    target.checks(null);
    expect(target.checks('server_error')).toBe('degraded');
    expect(target.checks('timeout')).toBe('degraded');
    expect(target.checks('network')).toBe('unhealthy');
    expect(target.codes).toEqual(['network']);
    expect(target.verdict.blame).toBe('provider');
  });

  it('is healthy again after a single lost packet', () => {
    const target = new AssessedTarget();
    target.checks(null);
    target.checks('network');
    expect(target.checks(null)).toBe('healthy');
  });

  it('asks for a look after one second, then two, and not again once it is settled', () => {
    const target = new AssessedTarget();
    const delays: (number | null)[] = [];
    const ask = (): number => delays.push(target.assessor.confirmationDelayMs(1));
    target.checks(null);
    ask();
    for (let i = 0; i < 3; i++) {
      target.checks('server_error');
      ask();
    }
    expect(delays).toEqual([null, 1_000, 2_000, null]);
  });

  it('asks for a second look at a credential, and no third', () => {
    const target = new AssessedTarget();
    target.checks('auth');
    expect(target.assessor.confirmationDelayMs(1)).toBe(1_000);
    target.checks('auth');
    expect(target.assessor.confirmationDelayMs(1)).toBeNull();
  });

  it('stops asking when checks cannot settle what calls opened', () => {
    const target = new AssessedTarget();
    target.calls('server_error');
    for (let i = 0; i < 5; i++) target.checks(null);
    expect(target.assessor.confirmationDelayMs(1)).toBeNull();
  });
});

describe('who is at fault', () => {
  it.each(['auth', 'permission', 'quota_exhausted'] as const)(
    'blames the account for %s at the second look',
    (kind) => {
      const target = new AssessedTarget();
      target.checks(null);
      expect(target.checks(kind)).toBe('degraded');
      expect(target.checks(kind)).toBe('unhealthy');
      expect(target.codes).toEqual([kind]);
      expect(target.verdict.blame).toBe('account');
    },
  );

  it.each(['bad_request', 'content_filtered', 'cancelled'] as const)('never counts %s', (kind) => {
    const target = new AssessedTarget();
    target.checks(null);
    expect(target.checks(kind, 20)).toBe('healthy');
    expect(target.calls(kind, 20)).toBe('healthy');
  });

  it('is no failure of the provider that it lists no such model, but one of the model', () => {
    const provider = new AssessedTarget();
    const model = new AssessedTarget({ isModel: true });
    expect(provider.checks(null)).toBe('healthy');
    expect(provider.checks('model_unavailable', 3)).toBe('healthy');
    expect(model.checks('model_unavailable', 2)).toBe('unhealthy');
  });

  it('ends an outage of the provider once it answers that the key is wrong', () => {
    const target = new AssessedTarget();
    target.checks('server_error', 3);
    target.checks('auth', 2);
    expect(target.codes).toEqual(['auth']);
    expect(target.verdict.blame).toBe('account');
  });

  it('takes nothing from an observation that our own process spoilt', () => {
    const target = new AssessedTarget();
    target.checks(null);
    for (let i = 0; i < 5; i++) target.wait(1_000).observe({ failure: 'timeout', blame: 'local' });
    expect(target.status).toBe('healthy');
  });
});

describe('rate limits', () => {
  it('is degraded until retry-after has passed, and no longer', () => {
    const target = new AssessedTarget();
    target.checks(null);
    expect(target.observe({ failure: 'rate_limited', retryAfterMs: 15_000 })).toBe('degraded');
    expect(target.codes).toEqual(['rate_limited']);
    expect(target.verdict.blame).toBe('account');
    expect(target.wait(14_999).status).toBe('degraded');
    expect(target.wait(1).status).toBe('healthy');
  });

  it('keeps the longer of two waits', () => {
    const target = new AssessedTarget();
    target.observe({ failure: 'rate_limited', retryAfterMs: 60_000 });
    target.wait(1_000).observe({ failure: 'rate_limited', retryAfterMs: 1_000 });
    expect(target.wait(58_000).codes).toEqual(['rate_limited']);
  });

  it('is never unhealthy from being rate limited', () => {
    const target = new AssessedTarget();
    expect(target.calls('rate_limited', 50, { retryAfterMs: 1_000 })).toBe('degraded');
  });

  it('is degraded under 10 % of the limit and stays so up to 12 %', () => {
    const target = new AssessedTarget();
    const rateLimit = (remainingRequests: number) => ({
      remainingRequests,
      limitRequests: 100,
      remainingTokens: null,
      limitTokens: null,
      resetsAt: null,
    });
    target.observe({ rateLimit: rateLimit(10) });
    expect(target.status).toBe('healthy');
    target.wait(10).observe({ rateLimit: rateLimit(9) });
    expect(target.codes).toEqual(['rate_limit_low']);
    target.wait(10).observe({ rateLimit: rateLimit(11) });
    expect(target.status).toBe('degraded');
    target.wait(10).observe({ rateLimit: rateLimit(12) });
    expect(target.status).toBe('healthy');
  });
});

describe('recovery', () => {
  it('passes through recovering and needs two successes in a row', () => {
    const target = new AssessedTarget();
    target.checks('server_error', 3);
    expect(target.checks(null)).toBe('degraded');
    expect(target.codes).toEqual(['recovering']);
    expect(target.checks(null)).toBe('healthy');
  });

  it('starts over when a failure comes between', () => {
    const target = new AssessedTarget();
    target.checks('server_error', 3);
    target.checks(null);
    target.checks('server_error');
    expect(target.checks(null)).toBe('degraded');
    expect(target.checks(null)).toBe('healthy');
  });

  it('is not kept degraded by the failures of before', () => {
    const target = new AssessedTarget();
    target.checks('server_error', 30);
    target.checks(null, 2);
    expect(target.verdict).toMatchObject({ status: 'healthy', reasons: [] });
  });

  it('does not take one lucky call of a busy target for a recovery', () => {
    const target = new AssessedTarget();
    target.calls('server_error', 50);
    expect(target.calls(null)).toBe('unhealthy');
    expect(target.calls('server_error', 10)).toBe('unhealthy');
  });
});

describe('error rates', () => {
  it('is degraded at the warning and unhealthy at the critical rate, with hysteresis', () => {
    const target = new AssessedTarget({ thresholds: { ...DEFAULT_THRESHOLDS, failureThreshold: 1_000 } });
    const callsOf = (failed: number, ok: number): string => {
      target.wait(310_000);
      for (let i = 0; i < Math.max(failed, ok); i++) {
        if (i < ok) target.calls(null);
        if (i < failed) target.calls('server_error');
      }
      return target.status;
    };
    expect(callsOf(4, 96)).toBe('healthy');
    expect(callsOf(55, 45)).toBe('degraded');
    expect(target.codes).toContain('error_rate_warning');
    expect(callsOf(85, 15)).toBe('unhealthy');
    expect(target.codes[0]).toBe('error_rate_critical');
  });

  it('does not judge by fewer observations than the minimum volume', () => {
    const target = new AssessedTarget({ thresholds: { ...DEFAULT_THRESHOLDS, failureThreshold: 10 } });
    target.checks('server_error', 4);
    expect(target.codes).toEqual(['server_error']);
    target.checks('server_error');
    expect(target.codes[0]).toBe('error_rate_critical');
  });
});

describe('latency', () => {
  it('is degraded while the p95 of five minutes is over the warning, and 20 % below it no more', () => {
    const target = new AssessedTarget();
    const fiveMinutesAt = (latencyMs: number): void => {
      for (let i = 0; i < 31; i++) target.wait(10_000).observe({ latencyMs });
    };
    fiveMinutesAt(1_700);
    expect(target.status).toBe('healthy');
    fiveMinutesAt(2_000);
    expect(target.codes).toEqual(['latency']);
    fiveMinutesAt(1_700);
    expect(target.codes).toEqual(['latency']);
    fiveMinutesAt(1_500);
    expect(target.status).toBe('healthy');
  });

  it('judges a streamed call by its first token', () => {
    const target = new AssessedTarget();
    expect(target.calls(null, 20, { latencyMs: 30_000, ttftMs: 400 })).toBe('healthy');
    expect(target.calls(null, 20, { latencyMs: 30_000, ttftMs: 4_000 })).toBe('degraded');
  });

  it('is degraded while a check has been waiting for too long', () => {
    const target = new AssessedTarget();
    target.checks(null);
    target.conditions = { ...target.conditions, isSlowInFlight: true };
    expect(target.codes).toEqual(['slow_in_flight']);
  });
});

describe('order and flapping', () => {
  it('takes no step from an observation that is older than what it knows', () => {
    const target = new AssessedTarget();
    target.checks(null);
    const late = { failure: 'server_error' as const, atMonotonicMs: target.nowMs - 500 };
    for (let i = 0; i < 5; i++) target.observe(late);
    expect(target.assessor.consecutiveFailures).toBe(0);
  });

  it('is held at degraded while it keeps changing', () => {
    const target = new AssessedTarget();
    for (let i = 0; i < 10; i++) {
      target.checks('server_error');
      target.checks(null);
    }
    expect(target.codes[0]).toBe('flapping');
    expect(target.checks('server_error', 4)).toBe('degraded');
    expect(target.checks('server_error', 2)).toBe('unhealthy');
  });
});

describe('advice of others', () => {
  it('is degraded, and no worse, by a model that is unhealthy or an incident that the provider reports', () => {
    const target = new AssessedTarget();
    target.checks(null);
    target.conditions = {
      ...target.conditions,
      unhealthyModels: ['gpt-5-mini'],
      incident: 'elevated errors',
    };
    expect(target.status).toBe('degraded');
    expect(target.codes).toEqual(['model_unhealthy', 'incident']);
  });

  it('does not believe network failures while the controls are being asked', () => {
    const target = new AssessedTarget();
    target.conditions = { ...target.conditions, egress: 'suspected' };
    expect(target.checks('network', 3)).toBe('unknown');
    target.checks(null);
    expect(target.checks('network', 6)).toBe('degraded');
    target.conditions = { ...target.conditions, egress: 'ok' };
    expect(target.status).toBe('unhealthy');
  });
});

it('gives the same verdict object while nothing changes', () => {
  const target = new AssessedTarget();
  target.checks('server_error', 3);
  const { verdict } = target;
  expect(target.wait(500).verdict).toBe(verdict);
});
