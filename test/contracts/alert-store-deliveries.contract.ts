import type { AlertStore, DeliveryQuery } from '../../src/alerts/store/alert-store.ts';
import type { AlertStoreFixture } from './alert-store.contract.ts';
import {
  ALL_ALERTS,
  ALL_DELIVERIES,
  changeOf,
  DAY,
  HOUR,
  NOON,
  NOTHING,
  resolved,
  sampleAlert,
  sampleMessage,
  sampleSilence,
  toChannel,
} from './alert-store-samples.ts';

/** What every store of alerts does with what is told of them. */
export function describeStoredDeliveries(fixture: AlertStoreFixture): void {
  describe(`the outbox on ${fixture.engine}`, () => {
    let store: AlertStore;

    beforeEach(async () => {
      store = await fixture.create();
      await store.open();
    });

    afterEach(() => fixture.remove());

    const commit = (change: Partial<typeof NOTHING>): Promise<void> =>
      store.commit({ ...NOTHING, ...change });

    describe('keeps deliveries', () => {
      const firing = sampleAlert();
      const first = toChannel(sampleMessage([firing]));
      const idsOf = async (query: Partial<DeliveryQuery>): Promise<string[]> => {
        const { items } = await store.deliveries({ ...ALL_DELIVERIES, ...query });
        return items.map(({ message, channelId }) => `${message.id} ${channelId}`);
      };

      it('pending, as they were made, in the order in which they were made', async () => {
        const second = toChannel(sampleMessage([resolved(firing)], { id: 'message-0', createdAt: NOON - 1 }));
        const elsewhere = { ...toChannel(first.message, 'log'), notBefore: NOON + 7 };
        await commit({ alerts: [firing], deliveries: [first, elsewhere] });
        await commit({ deliveries: [second] });
        const pending = await store.pending();
        expect(pending.map(({ message, channelId }) => [message.id, channelId])).toEqual([
          ['message-1', 'oncall'],
          ['message-1', 'log'],
          ['message-0', 'oncall'],
        ]);
        expect(pending[1]).toEqual({
          message: first.message,
          channelId: 'log',
          state: 'pending',
          attempts: 0,
          lastError: null,
          lastAttemptAt: null,
          nextAttemptAt: NOON + 7,
          deliveredAt: null,
          followedBy: null,
        });
        expect(await store.delivery('message-1')).toEqual([pending[0], pending[1]]);
        expect(await store.delivery('nobody')).toEqual([]);
      });

      it('once, and with what became of them, however often their commit is written', async () => {
        const change = { deliveries: [first] };
        await commit(change);
        await commit(change);
        await store.settle(
          [changeOf(first, { state: 'delivered', attempts: 2, deliveredAt: NOON + 9, lastError: '503' })],
          [],
        );
        await commit(change);
        expect(await store.pending()).toEqual([]);
        expect(await store.delivery('message-1')).toEqual([
          {
            message: first.message,
            channelId: 'oncall',
            state: 'delivered',
            attempts: 2,
            lastError: '503',
            lastAttemptAt: NOON + 1,
            nextAttemptAt: null,
            deliveredAt: NOON + 9,
            followedBy: null,
          },
        ]);
      });

      it('settled together with what takes their place', async () => {
        const follower = toChannel(sampleMessage([resolved(firing)], { id: 'both' }));
        await commit({ deliveries: [first] });
        const collapsed = changeOf(first, {
          state: 'collapsed',
          attempts: 0,
          lastAttemptAt: null,
          followedBy: 'both',
        });
        await store.settle([collapsed], [follower]);
        await store.settle([collapsed], [follower]);
        expect((await store.pending()).map(({ message }) => message.id)).toEqual(['both']);
        expect(await store.delivery('message-1')).toMatchObject([{ state: 'collapsed', followedBy: 'both' }]);
      });

      it('of one channel settled without those of another', async () => {
        await commit({ deliveries: [first, toChannel(first.message, 'log')] });
        await store.settle([changeOf(first, { state: 'dead', lastError: '410' })], []);
        expect(await idsOf({ state: 'pending' })).toEqual(['message-1 log']);
        expect(await idsOf({ state: 'dead' })).toEqual(['message-1 oncall']);
      });

      it('and finds them by state and channel, page by page, the newest first', async () => {
        const deliveries = Array.from({ length: 7 }, (_, index) =>
          toChannel(sampleMessage([firing], { id: `m${index}` }), index % 2 === 0 ? 'even' : 'odd'),
        );
        await commit({ deliveries });
        await store.settle([changeOf(deliveries[1]!, { state: 'dead' })], []);
        expect(await idsOf({ channelId: 'odd' })).toEqual(['m5 odd', 'm3 odd', 'm1 odd']);
        expect(await idsOf({ channelId: 'odd', state: 'pending' })).toEqual(['m5 odd', 'm3 odd']);
        const page = await store.deliveries({ ...ALL_DELIVERIES, limit: 4 });
        expect(page.items.map(({ message }) => message.id)).toEqual(['m6', 'm5', 'm4', 'm3']);
        const rest = await store.deliveries({ ...ALL_DELIVERIES, limit: 3, after: page.next });
        expect(rest.items.map(({ message }) => message.id)).toEqual(['m2', 'm1', 'm0']);
        expect(rest.next).toBeNull();
      });

      it('and knows those of an alert, the oldest first', async () => {
        const other = sampleAlert({ id: 'alert-2' });
        const both = toChannel(sampleMessage([firing, other], { id: 'both' }));
        const ended = toChannel(sampleMessage([resolved(firing)], { id: 'ended' }));
        await commit({ deliveries: [first, both, ended] });
        const found = await store.deliveriesOf(['alert-1', 'alert-2', 'alert-3']);
        const ids = [...found].map(([id, all]) => [id, all.map(({ message }) => message.id)]);
        expect(ids).toEqual([
          ['alert-1', ['message-1', 'both', 'ended']],
          ['alert-2', ['both']],
          ['alert-3', []],
        ]);
        expect([...(await store.deliveriesOf([]))]).toEqual([]);
      });
    });

    it('settles all or nothing', async () => {
      const first = toChannel(sampleMessage([sampleAlert()]));
      await commit({ deliveries: [first] });
      const broken = toChannel(sampleMessage([sampleAlert()], { id: 'broken', createdAt: null as never }));
      await expect(store.settle([changeOf(first, { state: 'delivered' })], [broken])).rejects.toThrow();
      expect(await store.pending()).toHaveLength(1);
    });

    describe('lets go', () => {
      const pruneAll = async (endedBefore: number): Promise<number> => {
        let portions = 1;
        while (await store.prune(endedBefore)) portions++;
        return portions;
      };

      it('of what ended before, and of nothing that is open or still to be told', async () => {
        const open = sampleAlert({ id: 'open' });
        const old = resolved(sampleAlert({ id: 'old' }), NOON);
        const late = resolved(sampleAlert({ id: 'late' }), NOON + DAY);
        const untold = resolved(sampleAlert({ id: 'untold' }), NOON);
        const told = [open, old, late].map((alert) =>
          toChannel(sampleMessage([alert], { id: `m-${alert.id}` })),
        );
        const pending = toChannel(sampleMessage([untold], { id: 'm-untold' }));
        const silences = [sampleSilence(), sampleSilence({ id: 'for-ever', until: null })];
        await commit({ alerts: [open, old, late, untold], deliveries: [...told, pending], silences });
        const ended = told.map((each, index) =>
          changeOf(each, { state: 'delivered', deliveredAt: index === 2 ? NOON + DAY : NOON + 1 }),
        );
        await store.settle(ended, []);
        await pruneAll(NOON + 2 * HOUR);
        const { items } = await store.alerts(ALL_ALERTS);
        expect(items.map(({ id }) => id).toSorted()).toEqual(['late', 'open', 'untold']);
        const left = await store.deliveries(ALL_DELIVERIES);
        expect(left.items.map(({ message }) => message.id)).toEqual(['m-untold', 'm-late', 'm-open']);
        expect([...(await store.deliveriesOf(['old', 'open'])).values()].map(({ length }) => length)).toEqual(
          [0, 1],
        );
        expect((await store.load()).silences.map(({ id }) => id)).toEqual(['for-ever']);
      });

      it('in portions', async () => {
        const alerts = Array.from({ length: 1_200 }, (_, index) =>
          resolved(sampleAlert({ id: `a${index}` }), NOON),
        );
        const deliveries = alerts.map((alert) => toChannel(sampleMessage([alert], { id: `m-${alert.id}` })));
        await commit({ alerts, deliveries });
        const ended = deliveries.map((each) => changeOf(each, { state: 'dead', lastAttemptAt: NOON }));
        await store.settle(ended, []);
        expect(await pruneAll(NOON + 1)).toBeGreaterThanOrEqual(3);
        expect((await store.deliveries(ALL_DELIVERIES)).items).toEqual([]);
        expect((await store.alerts(ALL_ALERTS)).items).toEqual([]);
      });
    });
  });
}
