import { AssessedTarget } from '../../../test/support/assessed-target.ts';
import { NO_CONDITIONS } from './evidence.ts';

describe('depth', () => {
  it('is not made healthy by a green list after calls failed', () => {
    const target = new AssessedTarget();
    target.calls('server_error', 5);
    expect(target.checks(null, 5)).toBe('unhealthy');
    expect(target.codes).toContain('probe_traffic_mismatch');
  });

  it('lets a trickle of calls through once the calls have been quiet and the checks are green', () => {
    const target = new AssessedTarget();
    target.calls('server_error', 5);
    target.wait(31_000).checks(null, 3);
    expect(target.status).toBe('degraded');
    expect(target.codes).toContain('probe_traffic_mismatch');
    expect(target.wait(25_000).checks(null, 10)).toBe('degraded');
  });

  it('recovers by calls that succeed', () => {
    const target = new AssessedTarget();
    target.calls('server_error', 5);
    target.wait(31_000).checks(null, 3);
    target.calls(null, 2);
    expect(target.status).toBe('healthy');
  });

  it('falls back at once when the trickle fails', () => {
    const target = new AssessedTarget();
    target.calls('server_error', 5);
    target.wait(31_000).checks(null, 3);
    expect(target.calls('server_error')).toBe('unhealthy');
  });

  it('leaves it to generate probes to end an outage of calls, where they can run', () => {
    const target = new AssessedTarget();
    target.conditions = { ...NO_CONDITIONS, isGenerateProbed: true };
    target.calls('server_error', 5);
    expect(target.wait(31_000).checks(null, 60)).toBe('unhealthy');
    expect(target.wait(600_000).checks(null, 20)).toBe('unhealthy');
    target.observe({ depth: 'generate' });
    expect(target.codes).toContain('recovering');
    expect(target.wait(1_000).observe({ depth: 'generate' })).toBe('healthy');
  });

  it('goes by green checks again once generate probes cannot run any more', () => {
    const target = new AssessedTarget();
    target.conditions = { ...NO_CONDITIONS, isGenerateProbed: true };
    target.calls('server_error', 5);
    expect(target.wait(31_000).checks(null, 3)).toBe('unhealthy');
    target.conditions = NO_CONDITIONS;
    expect(target.checks(null)).toBe('degraded');
  });

  it('does not condemn a target whose calls go through because its checks fail', () => {
    const target = new AssessedTarget();
    target.calls(null, 20);
    for (let i = 0; i < 6; i++) {
      target.checks('timeout');
      target.calls(null, 5);
    }
    expect(target.status).toBe('degraded');
    expect(target.codes).toContain('probe_traffic_mismatch');
  });
});
