import type { Alert } from '../../src/alerts/alert.ts';
import type { AlertStore, AlertQuery } from '../../src/alerts/store/alert-store.ts';
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

export interface AlertStoreFixture {
  readonly engine: string;
  create(): Promise<AlertStore>;
  /** Closes and removes what `create` made. */
  remove(): Promise<void>;
}

/** What every store of alerts does. */
export function describeAlertStore(fixture: AlertStoreFixture): void {
  describe(`the alert store on ${fixture.engine}`, () => {
    let store: AlertStore;

    beforeEach(async () => {
      store = await fixture.create();
      await store.open();
    });

    afterEach(() => fixture.remove());

    const commit = (change: Partial<typeof NOTHING>): Promise<void> =>
      store.commit({ ...NOTHING, ...change });

    it('may be opened again', async () => {
      await store.open();
      expect(await store.load()).toEqual({ alerts: [], lifecycle: [], silences: [] });
    });

    describe('keeps alerts', () => {
      const pagesOf = async (query: Partial<AlertQuery>): Promise<string[][]> => {
        const pages: string[][] = [];
        let after: string | null = null;
        do {
          const page: { items: readonly Alert[]; next: string | null } = await store.alerts({
            ...ALL_ALERTS,
            ...query,
            after,
          });
          pages.push(page.items.map(({ id }) => id));
          after = page.next;
        } while (after !== null);
        return pages;
      };

      it('as they were written, the newest of each', async () => {
        const alert = sampleAlert({
          acknowledged: { by: 'ana', note: null, at: NOON, expiresAt: NOON + HOUR, isSticky: true },
          suppressions: [{ code: 'silenced', message: 'silenced by ops', by: 'silence-1', until: null }],
        });
        await commit({ alerts: [sampleAlert(), alert] });
        await commit({ alerts: [alert] });
        expect(await store.alert('alert-1')).toEqual(alert);
        expect(await store.alert('nobody')).toBeNull();
        expect((await store.load()).alerts).toEqual([alert]);
      });

      it('that have ended so, whatever repetition of an earlier change comes late', async () => {
        const alert = sampleAlert();
        await commit({ alerts: [resolved(alert)] });
        await commit({ alerts: [alert] });
        expect(await store.alert('alert-1')).toEqual(resolved(alert));
      });

      it('that went on after all, by a later change', async () => {
        const alert = sampleAlert();
        const ended = resolved(alert);
        await commit({ alerts: [ended] });
        const revived = { ...alert, updatedAt: ended.updatedAt + 1 };
        await commit({ alerts: [revived] });
        expect(await store.alert('alert-1')).toEqual(revived);
      });

      it('and finds them by state, severity and target, the newest first', async () => {
        await commit({
          alerts: [
            sampleAlert({ id: 'a', since: NOON }),
            sampleAlert({ id: 'b', since: NOON + 1, severity: 'warning' }),
            resolved(sampleAlert({ id: 'c', since: NOON + 2 })),
            sampleAlert({ id: 'd', since: NOON + 3, targetId: null }),
          ],
        });
        expect(await pagesOf({})).toEqual([['d', 'c', 'b', 'a']]);
        expect(await pagesOf({ state: 'firing' })).toEqual([['d', 'b', 'a']]);
        expect(await pagesOf({ state: 'resolved' })).toEqual([['c']]);
        expect(await pagesOf({ severity: 'warning' })).toEqual([['b']]);
        expect(await pagesOf({ targetId: 'openai', state: 'firing' })).toEqual([['b', 'a']]);
        expect(await pagesOf({ targetId: 'nobody' })).toEqual([[]]);
      });

      it('and pages through them without a gap or a repetition, also where many began at once', async () => {
        const alerts = Array.from({ length: 25 }, (_, index) =>
          sampleAlert({ id: `a${String(index).padStart(2, '0')}`, since: NOON + Math.floor(index / 10) }),
        );
        await commit({ alerts });
        const pages = await pagesOf({ limit: 5 });
        expect(pages.map((page) => page.length)).toEqual([5, 5, 5, 5, 5]);
        expect(pages.flat()).toEqual(alerts.map(({ id }) => id).toReversed());
      });

      it('while new ones come between two pages', async () => {
        await commit({
          alerts: ['a', 'b', 'c'].map((id, index) => sampleAlert({ id, since: NOON + index })),
        });
        const first = await store.alerts({ ...ALL_ALERTS, limit: 1 });
        await commit({ alerts: [sampleAlert({ id: 'd', since: NOON + 9 })] });
        const rest = await store.alerts({ ...ALL_ALERTS, after: first.next });
        expect(rest.items.map(({ id }) => id)).toEqual(['b', 'a']);
      });

      it('a thousand of them in one commit', async () => {
        const alerts = Array.from({ length: 1_000 }, (_, index) => sampleAlert({ id: `a${index}` }));
        await commit({ alerts });
        expect((await store.load()).alerts).toHaveLength(1_000);
      });
    });

    it('loads what is open and what ended lately, and not what ended long ago', async () => {
      const open = sampleAlert({ id: 'open', since: NOON - 30 * DAY });
      const pending = sampleAlert({ id: 'pending', state: 'pending', firedAt: null });
      const lately = resolved(sampleAlert({ id: 'lately' }), NOON - HOUR);
      const longAgo = resolved(sampleAlert({ id: 'long-ago' }), NOON - 3 * DAY);
      await commit({ alerts: [open, pending, lately, longAgo] });
      const { alerts } = await store.load();
      expect(alerts.map(({ id }) => id)).toEqual(['open', 'pending', 'lately']);
    });

    it('keeps the newest of what the lifecycle and silences say', async () => {
      await commit({
        lifecycle: [{ key: 'group.a', value: '1' }],
        silences: [sampleSilence(), sampleSilence({ id: 'silence-0', until: null })],
      });
      await commit({
        lifecycle: [
          { key: 'group.a', value: '2' },
          { key: 'group.a', value: '3' },
        ],
        silences: [sampleSilence({ comment: 'shorter', until: NOON + 1 })],
      });
      expect(await store.load()).toEqual({
        alerts: [],
        lifecycle: [{ key: 'group.a', value: '3' }],
        silences: [
          sampleSilence({ id: 'silence-0', until: null }),
          sampleSilence({ comment: 'shorter', until: NOON + 1 }),
        ],
      });
    });

    it('writes all of a commit or nothing of it', async () => {
      const unwritable = toChannel(sampleMessage([sampleAlert()], { createdAt: null as never }));
      const change = {
        alerts: [sampleAlert()],
        lifecycle: [{ key: 'k', value: 'v' }],
        deliveries: [unwritable],
        silences: [sampleSilence()],
      };
      await expect(commit(change)).rejects.toThrow();
      expect(await store.load()).toEqual({ alerts: [], lifecycle: [], silences: [] });
      expect(await store.pending()).toEqual([]);
    });

    it.each(['nonsense', 'WzEsMSwxXQ'])('refuses the cursor %s, and says so', async (after) => {
      await expect(store.alerts({ ...ALL_ALERTS, after })).rejects.toThrow(
        /^cursor: must be the next_cursor/,
      );
      await expect(store.deliveries({ ...ALL_DELIVERIES, after })).rejects.toMatchObject({
        code: 'bad_cursor',
      });
    });

    it('takes commits, settlements and questions all at once', async () => {
      const deliveries = Array.from({ length: 20 }, (_, index) =>
        toChannel(sampleMessage([sampleAlert({ id: `a${index}` })], { id: `m${index}` })),
      );
      const work = deliveries.map(async (delivery, index) => {
        await commit({ alerts: [sampleAlert({ id: `a${index}` })], deliveries: [delivery] });
        await store.settle([changeOf(delivery, { state: 'delivered', deliveredAt: NOON })], []);
      });
      const questions = deliveries.map(() => store.deliveries(ALL_DELIVERIES));
      await Promise.all([...work, ...questions, store.prune(0)]);
      expect((await store.deliveries({ ...ALL_DELIVERIES, state: 'delivered' })).items).toHaveLength(20);
    });
  });
}
