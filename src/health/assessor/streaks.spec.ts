import { AssessedTarget } from '../../../test/support/assessed-target.ts';
import { buildObservation } from '../../../test/support/build.ts';
import { Streaks } from './streaks.ts';

describe('streaks', () => {
  it('are ended by a success as deep, also while an outage needs a deeper one', () => {
    const streaks = new Streaks(false);
    expect(streaks.apply(buildObservation({ failure: 'timeout' }), 2)).toBe('failure');
    expect(streaks.apply(buildObservation(), 2)).toBe('shallow_success');
    expect(streaks.failure).toBeNull();
  });

  it('of calls are not ended by a check', () => {
    const streaks = new Streaks(false);
    streaks.apply(buildObservation({ failure: 'timeout', depth: 'traffic', source: 'traffic' }), 0);
    expect(streaks.apply(buildObservation(), 0)).toBe('shallow_success');
    expect(streaks.failure?.count).toBe(1);
  });

  it('do not add up failures between which checks succeeded, while a target recovers by its calls', () => {
    const target = new AssessedTarget();
    target.calls('server_error', 5);
    target.wait(60_000).checks(null, 2);
    target.calls(null);
    expect(target.codes).toContain('recovering');
    for (let i = 0; i < 4; i++) {
      target.checks('timeout');
      expect(target.wait(10_000).checks(null)).toBe('degraded');
    }
  });
});

describe('an outage by its error rate', () => {
  it('is blamed on the provider also when the account was refused last', () => {
    const target = new AssessedTarget();
    target.calls(null);
    target.calls('server_error', 9);
    target.calls('auth');
    expect(target.codes[0]).toBe('error_rate_critical');
    expect(target.verdict.blame).toBe('provider');
  });
});
