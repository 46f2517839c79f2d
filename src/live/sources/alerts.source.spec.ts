import { buildAlert } from '../../../test/support/alert-messages.ts';
import type { Alert } from '../../alerts/alert.ts';
import type { AlertReader } from '../../alerts/api/alert-reader.ts';
import { alertView } from '../../alerts/api/alert.view.ts';
import { AlertEvents } from '../../alerts/engine/alert-events.ts';
import type { News } from '../live-event.ts';
import { LiveFilter } from '../live-filter.ts';
import { AlertsSource } from './alerts.source.ts';

const atHand: AlertReader['atHand'] = (alert) =>
  alertView(alert, { deliveries: null, advice: { using: ['anthropic'] }, now: alert.since + 1_000 });

function sourceOf(firing: Alert[] | null) {
  const events = new AlertEvents((_name, error) => {
    throw error;
  });
  const source = new AlertsSource(events, { atHand, firingNow: () => firing?.map(atHand) ?? null });
  return { events, source };
}

function wanting(types: LiveFilter['wanted']['types'], targets: string[] | null = null): LiveFilter {
  return new LiveFilter({ types, targets: targets === null ? null : new Set(targets), pool: 'default' });
}

describe('what the stream tells of alerts', () => {
  it('is each turn of one, as a read shows it but for its messages', () => {
    const { events, source } = sourceOf([]);
    const heard: News[] = [];
    const end = source.subscribe((news) => heard.push(news));
    const alert = buildAlert();
    events.emit('alert.firing', { alert });
    events.emit('alert.updated', { alert });
    events.emit('deliveries.stored', { count: 1 });
    events.emit('alert.resolved', {
      alert: buildAlert({ state: 'resolved', resolvedAt: alert.since + 500 }),
    });
    end();
    events.emit('alert.firing', { alert });
    expect(heard.map(({ type, targetId, state }) => [type, targetId, state])).toEqual([
      ['alert.firing', alert.targetId, null],
      ['alert.updated', alert.targetId, null],
      ['alert.resolved', alert.targetId, null],
    ]);
    expect(heard[0]!.members()).toMatchObject({
      alert: { id: alert.id, state: 'firing', notifications: null, advice: { using: ['anthropic'] } },
    });
  });

  it('begins with what is firing, of the targets that are wanted and of none', () => {
    const alerts = [
      buildAlert({ id: 'a', targetId: 'openai' }),
      buildAlert({ id: 'b', targetId: 'qwen' }),
      buildAlert({ id: 'c', targetId: null }),
    ];
    const { source } = sourceOf(alerts);
    expect(source.now(wanting(null, ['openai']))).toMatchObject({ alerts: [{ id: 'a' }, { id: 'c' }] });
    expect(source.now(wanting(new Set(['status.changed'])))).toBeNull();
  });

  it('says that it does not know what is firing before what was is read', () => {
    expect(sourceOf(null).source.now(wanting(null))).toEqual({ alerts: null });
  });
});
