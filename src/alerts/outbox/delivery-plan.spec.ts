import {
  resolved,
  sampleAlert,
  sampleMessage,
  toChannel,
} from '../../../test/contracts/alert-store-samples.ts';
import { failing } from '../../../test/support/outbox-world.ts';
import type { AlertMessage, Delivery } from '../notification.ts';
import { DeliveryPlan } from './delivery-plan.ts';
import { copyId } from './failover.ts';
import { RetrySchedule } from './retry-schedule.ts';

const NOW = { at: 1_000_000, atMs: 0 };
const LATER = { at: 1_060_000, atMs: 60_000 };
const alert = sampleAlert();

describe('the delivery plan', () => {
  let plan: DeliveryPlan;

  beforeEach(() => {
    const roster = { has: () => true, fallbackOf: () => null };
    plan = new DeliveryPlan(new RetrySchedule(() => 0), roster);
  });

  const accept = (id: string, reason: AlertMessage['reason'], told = alert, groupKey = 'g'): void =>
    plan.accept([toChannel(sampleMessage([told], { id, reason, groupKey, createdAt: NOW.at }))], NOW);
  const taken = (now = NOW): string[] => plan.take(now).map(({ message }) => message.id);
  const store = (): void => plan.ledger.stored(plan.ledger.settlement()!);
  const attempt = (outcome: Parameters<DeliveryPlan['finish']>[1]['outcome']): void => {
    for (const queued of plan.take(NOW)) plan.finish(queued, { outcome, mayHaveArrived: false }, NOW);
  };

  it('sends nothing behind a message before it is stored what became of it', () => {
    accept('fires', 'first');
    accept('ends', 'some_resolved', sampleAlert({ id: 'other' }));
    attempt({ kind: 'delivered' });
    expect(taken(LATER)).toEqual([]);
    store();
    expect(taken(LATER)).toEqual(['ends']);
  });

  it('sends an end that overtakes a reminder only once it is stored that it does', () => {
    accept('fires', 'first');
    attempt({ kind: 'delivered' });
    store();
    accept('again', 'reminder');
    attempt(failing());
    store();
    accept('ends', 'all_resolved', resolved(alert));
    expect(taken()).toEqual([]);
    store();
    expect(taken()).toEqual(['ends']);
  });

  it('holds what it makes of two messages back until that is stored', () => {
    accept('fires', 'first');
    attempt(failing());
    store();
    accept('ends', 'all_resolved', resolved(alert));
    expect(taken(LATER)).toEqual([]);
    store();
    expect(taken(LATER)).toHaveLength(1);
  });

  it('has four messages under way to a receiver, and one to a receiver that is down', () => {
    for (let group = 0; group < 9; group++) accept(`m${group}`, 'first', alert, `g${group}`);
    const first = plan.take(NOW);
    expect(first).toHaveLength(4);
    expect(taken()).toEqual([]);
    for (const queued of first) plan.finish(queued, { outcome: failing(), mayHaveArrived: false }, NOW);
    store();
    expect(taken()).toHaveLength(1);
  });

  it('tells a second channel of a beginning before its end, in whichever order they were stored', () => {
    const roster = { has: () => true, fallbackOf: (id: string) => (id === 'a' ? 'c' : null) };
    plan = new DeliveryPlan(new RetrySchedule(() => 0), roster);
    const message = (id: string, reason: AlertMessage['reason'], told = alert): AlertMessage =>
      sampleMessage([told], { id, reason, groupKey: 'g', createdAt: NOW.at });
    const stored = (channelId: string, message: AlertMessage, more: Partial<Delivery> = {}): Delivery => ({
      message,
      channelId,
      state: 'pending',
      attempts: 0,
      lastError: null,
      lastAttemptAt: null,
      nextAttemptAt: NOW.at,
      deliveredAt: null,
      followedBy: null,
      ...more,
    });
    const copy = message(copyId('fires', 'c'), 'failover');
    const pending = [
      stored('a', message('fires', 'first'), { attempts: 3, followedBy: copy.id }),
      stored('a', message('ends', 'all_resolved', resolved(alert))),
      stored('c', copy),
    ];
    plan.restore(pending, pending, NOW);
    store();
    const arrived: (string | undefined)[] = [];
    for (let turn = 0; turn < 2; turn++) {
      for (const queued of plan.take(LATER)) {
        if (queued.channelId === 'c') arrived.push(queued.message.notices[0]?.alert.state);
        plan.finish(queued, { outcome: { kind: 'delivered' }, mayHaveArrived: false }, LATER);
      }
      store();
    }
    expect(arrived).toEqual(['firing', 'resolved']);
  });

  it('takes each group in its turn', () => {
    for (const id of ['a', 'b', 'c', 'd', 'e']) accept(id, 'first', sampleAlert({ id }), id);
    accept('a2', 'first', sampleAlert({ id: 'a2' }), 'a');
    attempt({ kind: 'delivered' });
    store();
    expect(taken()).toEqual(['e', 'a2']);
  });
});
