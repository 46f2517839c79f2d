import fc from 'fast-check';
import { resolved, sampleAlert, sampleMessage } from '../../../test/contracts/alert-store-samples.ts';
import { type Arrival, brokenPromises } from '../../../test/support/outbox-receivers.ts';
import type { Alert } from '../alert.ts';
import type { AlertMessage, Delivery } from '../notification.ts';
import type { NewDelivery } from '../store/alert-store.ts';
import { DeliveryPlan } from './delivery-plan.ts';
import { keyOf, type Moment, type QueuedMessage } from './queued-message.ts';
import { RetrySchedule } from './retry-schedule.ts';
import type { Settlement } from './settlement-log.ts';

const WAITS_MS = [1_000, 2_000, 4_000, 8_000];
const FALLBACKS: Readonly<Record<string, string | null>> = { a: 'b', b: null, c: 'b' };
const ROUTES = [['a'], ['a', 'c'], ['a', 'b'], ['c']];

type Ending = 'delivered' | 'failed' | 'lost' | 'late';
type Writing = 'begins' | 'ends' | 'fails';
type Step =
  | { readonly kind: 'fire'; readonly route: number; readonly group: number }
  | { readonly kind: 'resolve' | 'remind'; readonly which: number }
  | { readonly kind: 'pass'; readonly ms: number }
  | { readonly kind: 'answer'; readonly which: number; readonly ending: Ending }
  | { readonly kind: 'write'; readonly part: Writing }
  | { readonly kind: 'outage'; readonly channel: string }
  | { readonly kind: 'kill'; readonly arrived: boolean };

/** A store that cannot fail by itself, receivers that answer when they are told to, and a process that can be killed. */
class World {
  readonly stored = new Map<string, Delivery>();
  readonly arrivals: Arrival[] = [];
  readonly ended = new Set<string>();
  readonly #alerts: { alert: Alert; route: readonly string[]; groupKey: string }[] = [];
  #plan = this.#newPlan();
  #sending: QueuedMessage[] = [];
  #nowMs = 0;
  #reminders = 0;
  /** Under way to the store. */
  #writing: Settlement | null = null;

  get now(): Moment {
    return { at: this.#nowMs, atMs: this.#nowMs };
  }

  take(step: Step): void {
    this.#step(step);
    this.#send();
  }

  #step(step: Step): void {
    switch (step.kind) {
      case 'fire':
        return this.#fire(ROUTES[step.route % ROUTES.length]!, `group-${step.group}`);
      case 'resolve':
        return this.#resolve(step.which);
      case 'remind':
        return this.#remind(step.which);
      case 'pass':
        this.#nowMs += step.ms;
        return;
      case 'answer':
        return this.#answer(step.which, step.ending);
      case 'write':
        return this.#write(step.part);
      case 'outage':
        return this.#outage(step.channel);
      case 'kill':
        return this.#kill(step.arrived);
    }
  }

  /** Everything works from now on, for as long as there is something to do. */
  settle(): void {
    for (const { alert } of this.#alerts)
      this.#resolve(this.#alerts.findIndex((each) => each.alert === alert));
    for (let turn = 0; turn < 500; turn++) {
      this.take({ kind: 'answer', which: 0, ending: 'delivered' });
      this.take({ kind: 'write', part: 'ends' });
      this.take({ kind: 'pass', ms: 500 });
    }
  }

  #fire(route: readonly string[], groupKey: string): void {
    const alert = sampleAlert({ id: `alert-${this.#alerts.length}` });
    this.#alerts.push({ alert, route, groupKey });
    this.#tell(route, { id: `${alert.id}-fires`, reason: 'first', groupKey }, alert);
  }

  #remind(which: number): void {
    const open = this.#alerts.filter(({ alert }) => !this.ended.has(alert.id));
    const found = open[which % Math.max(1, open.length)];
    if (found === undefined) return;
    const { alert, route, groupKey } = found;
    const id = `${alert.id}-again-${this.#reminders++}`;
    this.#tell(route, { id, reason: 'reminder', groupKey }, alert);
  }

  #resolve(which: number): void {
    const found = this.#alerts[which % Math.max(1, this.#alerts.length)];
    if (found === undefined || this.ended.has(found.alert.id)) return;
    const { alert, route, groupKey } = found;
    this.ended.add(alert.id);
    this.#tell(route, { id: `${alert.id}-ends`, reason: 'all_resolved', groupKey }, resolved(alert));
  }

  #tell(route: readonly string[], message: Partial<AlertMessage>, alert: Alert): void {
    const made = sampleMessage([alert], { ...message, createdAt: this.#nowMs });
    const deliveries = route.map((channelId) => ({ message: made, channelId, notBefore: this.#nowMs }));
    for (const delivery of deliveries) this.#insert(delivery);
    this.#plan.accept(deliveries, this.now);
  }

  #insert({ message, channelId, notBefore }: NewDelivery): void {
    const key = keyOf(channelId, message.id);
    if (this.stored.has(key)) return;
    const fresh = { state: 'pending', attempts: 0, lastError: null, lastAttemptAt: null } as const;
    const times = { nextAttemptAt: notBefore, deliveredAt: null, followedBy: null };
    this.stored.set(key, { message, channelId, ...fresh, ...times });
  }

  #write(part: Writing): void {
    if (part === 'begins') this.#writing ??= this.#plan.ledger.settlement();
    else this.#endWrite(part === 'ends');
  }

  #endWrite(isTaken: boolean): void {
    const settlement = this.#writing ?? this.#plan.ledger.settlement();
    this.#writing = null;
    if (settlement === null) return;
    if (!isTaken) return this.#plan.ledger.notStored(settlement);
    this.#apply(settlement);
    this.#plan.ledger.stored(settlement);
  }

  #apply(settlement: Settlement): void {
    for (const follower of settlement.followers) this.#insert(follower);
    for (const { id, channelId, ...change } of settlement.changes) {
      const key = keyOf(channelId, id);
      this.stored.set(key, { ...this.stored.get(key)!, ...change });
    }
  }

  #send(): void {
    this.#sending.push(...this.#plan.take(this.now));
  }

  #answer(which: number, ending: Ending): void {
    const [queued] = this.#sending.splice(which % Math.max(1, this.#sending.length), 1);
    if (queued === undefined) return;
    if (ending === 'delivered' || ending === 'late') this.#arrive(queued);
    const outcome =
      ending === 'delivered'
        ? ({ kind: 'delivered' } as const)
        : ({ kind: 'retry', error: 'no answer within 15 s', retryAfterMs: null } as const);
    this.#plan.finish(queued, { outcome, mayHaveArrived: ending === 'lost' || ending === 'late' }, this.now);
  }

  /** Long enough for a second channel to be told. */
  #outage(channelId: string): void {
    for (let turn = 0; turn < 3; turn++) {
      for (const queued of this.#sending.filter((each) => each.channelId === channelId)) {
        this.#answer(this.#sending.indexOf(queued), 'failed');
      }
      this.#endWrite(true);
      this.#nowMs += 5_000;
      this.#send();
    }
  }

  #arrive({ channelId, message }: QueuedMessage): void {
    this.arrivals.push({ channelId, message });
  }

  #kill(arrived: boolean): void {
    if (arrived) for (const queued of this.#sending) this.#arrive(queued);
    if (arrived && this.#writing !== null) this.#apply(this.#writing);
    this.#writing = null;
    this.#sending = [];
    this.#plan = this.#newPlan();
    const all = [...this.stored.values()];
    this.#plan.restore(
      all.filter(({ state }) => state === 'pending'),
      all,
      this.now,
    );
  }

  #newPlan(): DeliveryPlan {
    return new DeliveryPlan(new RetrySchedule(() => 0, WAITS_MS), {
      has: (id) => id in FALLBACKS,
      fallbackOf: (id) => FALLBACKS[id] ?? null,
    });
  }
}

const natural = fc.nat({ max: 7 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('fire'), route: natural, group: fc.nat({ max: 1 }) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('resolve'), which: natural }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remind'), which: natural }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('pass'), ms: fc.nat({ max: 5_000 }) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('answer'),
      which: natural,
      ending: fc.constantFrom<Ending>('delivered', 'failed', 'failed', 'lost', 'late'),
    }),
  },
  {
    weight: 7,
    arbitrary: fc.record({
      kind: fc.constant('write'),
      part: fc.constantFrom<Writing>('ends', 'ends', 'ends', 'begins', 'begins', 'fails'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('outage'), channel: fc.constantFrom('a', 'a', 'b', 'c') }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('kill'), arrived: fc.boolean() }) },
) as fc.Arbitrary<Step>;

describe('the delivery plan, whatever fails and whenever it is killed', () => {
  it('keeps its promises to every receiver, and gives nothing up before its last attempt', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
        const world = new World();
        for (const each of steps) world.take(each);
        world.settle();
        const told = new Set(world.arrivals.map(({ channelId, message }) => keyOf(channelId, message.id)));
        for (const { state, attempts, channelId, message, followedBy } of world.stored.values()) {
          expect(state).not.toBe('pending');
          expect(attempts).toBeLessThanOrEqual(WAITS_MS.length + 1);
          if (state === 'dead') expect(attempts).toBe(WAITS_MS.length + 1);
          if (state === 'collapsed') {
            const follower = world.stored.get(keyOf(channelId, followedBy!));
            expect(follower?.message.notices.map(({ alert }) => alert.id)).toEqual(
              expect.arrayContaining(message.notices.map(({ alert }) => alert.id)),
            );
          }
          if (state === 'delivered') expect(told).toContain(keyOf(channelId, message.id));
        }
        const dead = [...world.stored.values()].filter(({ state }) => state === 'dead');
        const givenUp = new Set(dead.flatMap(({ message }) => message.notices.map(({ alert }) => alert.id)));
        expect(
          brokenPromises(world.arrivals, new Set([...world.ended].filter((id) => !givenUp.has(id)))),
        ).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
