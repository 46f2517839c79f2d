import { HealthEvents } from '../health/health-events.ts';
import { ScheduleMetrics } from './schedule-metrics.ts';

function setUp() {
  const events = new HealthEvents((name, error) => {
    throw new Error(`a listener of ${name} failed`, { cause: error });
  });
  return { events, schedule: new ScheduleMetrics(events) };
}

describe('ScheduleMetrics', () => {
  it('counts how late scheduled probes started', () => {
    const { events, schedule } = setUp();
    events.emit('probe.started', { targetId: 'openai', lagMs: 120 });
    events.emit('probe.started', { targetId: 'anthropic', lagMs: -1 });
    const text = schedule.text();
    expect(text).toContain('bellwether_schedule_lag_seconds_bucket{le="0.1"} 1\n');
    expect(text).toContain('bellwether_schedule_lag_seconds_bucket{le="0.15"} 2\n');
    expect(text).toContain('bellwether_schedule_lag_seconds_sum 0.12\n');
  });

  it('counts what is under way, and is not confused by probes that nobody scheduled', () => {
    const { events, schedule } = setUp();
    events.emit('probe.started', { targetId: 'openai', lagMs: 0 });
    events.emit('probe.started', { targetId: 'anthropic', lagMs: 0 });
    events.emit('probe.ended', { targetId: 'google' });
    expect(schedule.text()).toContain('bellwether_probes_in_flight 2\n');
    events.emit('probe.ended', { targetId: 'openai' });
    expect(schedule.text()).toContain('bellwether_probes_in_flight 1\n');
  });
});
