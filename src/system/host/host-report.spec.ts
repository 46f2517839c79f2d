import { judged, worstOf } from './host-report.ts';

describe('the status of a reading', () => {
  const limit = { warning: 80, error: 95 };

  it.each([
    [79.9, 'ok'],
    [80, 'warning'],
    [94.9, 'warning'],
    [95, 'error'],
    [100, 'error'],
    [null, 'unknown'],
  ] as const)('of %s is %s', (value, status) => {
    expect(judged(value, limit)).toBe(status);
  });
});

describe('the status of a report', () => {
  it.each([
    [['ok', 'ok'], 'ok'],
    [['ok', 'unknown'], 'unknown'],
    [['unknown', 'warning', 'ok'], 'warning'],
    [['warning', 'error', 'unknown'], 'error'],
    [[], 'ok'],
  ] as const)('of %j is %s', (statuses, worst) => {
    expect(worstOf(statuses)).toBe(worst);
  });
});
