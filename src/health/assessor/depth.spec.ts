import { AssessedTarget } from '../../../test/support/assessed-target.ts';

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
