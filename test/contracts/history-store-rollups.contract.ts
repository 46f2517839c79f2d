import type { HistoryStore } from '../../src/history/history-store.ts';
import type { HistoryRecord } from '../../src/history/history-record.ts';
import { RESOLUTION_MS, RESOLUTIONS, type Resolution } from '../../src/history/resolution.ts';
import {
  allRecords,
  compactAll,
  DAY,
  EMPTY,
  HOUR,
  MINUTE,
  NOON,
  part,
  pruneAll,
  RETENTION,
  sampleRecord,
  sampleTransition,
  tallyOf,
} from './history-store-samples.ts';

import type { StoreFixture } from './history-store.contract.ts';

/** What every history store does with roll-ups, and what it keeps. */
export function describeKeptRollups(fixture: StoreFixture): void {
  describe(`the ${fixture.engine} history store over time`, () => {
    let store: HistoryStore;

    beforeEach(async () => {
      store = await fixture.create();
      await store.open();
    });

    afterEach(async () => {
      await store.close();
      await fixture.remove();
    });

    const seqsOf = (records: readonly HistoryRecord[]): number[] => records.map(({ seq }) => seq);
    const write = (batch: Partial<typeof EMPTY>): Promise<void> => store.write({ ...EMPTY, ...batch });

    describe('roll-ups', () => {
      it('merge the parts of a minute, and replace a part that is written again', async () => {
        await write({
          rollups: [part(NOON, tallyOf([100])), part(NOON, tallyOf([300], ['timeout']), { part: 8 })],
        });
        await write({ rollups: [part(NOON, tallyOf([100, 200], ['auth']))] });
        const [rollup, ...others] = await store.rollups({
          targetId: 'openai',
          resolution: '1m',
          from: NOON,
          to: NOON + MINUTE,
        });
        expect(others).toEqual([]);
        expect(rollup).toMatchObject({ targetId: 'openai', set: 'checks', from: NOON, to: NOON + MINUTE });
        expect(rollup!.tally.window()).toMatchObject({
          count: 5,
          ok: 3,
          failures: 1,
          byFailure: { timeout: 1, auth: 1 },
          latencyMs: { count: 3, min: 100, max: 300, mean: 200 },
        });
      });

      it('keep checks and calls apart, with first token and speed of calls', async () => {
        const calls = tallyOf([]);
        calls.add({
          ...({} as Parameters<typeof calls.add>[0]),
          depth: 'traffic',
          failure: null,
          latencyMs: 1_100,
          ttftMs: 100,
          outputTokens: 51,
        });
        await write({ rollups: [part(NOON, tallyOf([5])), part(NOON, calls, { set: 'calls' })] });
        const query = { targetId: 'openai', resolution: '1m', from: NOON, to: NOON + MINUTE } as const;
        const [first, second] = await store.rollups(query);
        expect([first?.set, second?.set]).toEqual(['checks', 'calls']);
        expect(first?.tally.window()).toMatchObject({
          latencyMs: { max: 5 },
          ttftMs: null,
          tokensPerSecond: null,
        });
        expect(second?.tally.window()).toMatchObject({ ttftMs: { max: 100 }, tokensPerSecond: { max: 50 } });
      });

      const minutes = Array.from({ length: 26 * 60 }, (_, index) => NOON - 26 * HOUR + index * MINUTE);
      const latencyAt = (index: number): number => 50 + ((index * 7_919) % 1_000);
      const writeMinutes = (): Promise<void> =>
        write({
          rollups: minutes.map((from, index) =>
            part(from, tallyOf([latencyAt(index)], index % 10 ? [] : ['timeout'])),
          ),
        });

      it.each(RESOLUTIONS)(
        'of %s stand for the same observations, merged or still open',
        async (resolution) => {
          await writeMinutes();
          const lengthMs = RESOLUTION_MS[resolution];
          const query = { targetId: 'openai', resolution, from: NOON - 3 * DAY, to: NOON + DAY } as const;
          const before = (await store.rollups(query)).map(({ from, to, tally }) => ({
            from,
            to,
            ...tally.window(),
          }));
          await compactAll(store, NOON + 10 * MINUTE);
          const after = (await store.rollups(query)).map(({ from, to, tally }) => ({
            from,
            to,
            ...tally.window(),
          }));
          expect(after).toEqual(before);
          expect(after.reduce((sum, { count }) => sum + count, 0)).toBe((minutes.length * 11) / 10);
          expect(after.every(({ from, to }) => from % lengthMs === 0 && to - from === lengthMs)).toBe(true);
        },
      );

      it('take what comes late into every resolution that was merged already', async () => {
        await writeMinutes();
        await compactAll(store, NOON + 10 * MINUTE);
        const late = part(minutes[30]!, tallyOf([9_999]), { part: 99 });
        await write({ at: NOON + 11 * MINUTE, rollups: [late] });
        for (const resolution of RESOLUTIONS) {
          const rollups = await store.rollups({ targetId: 'openai', resolution, from: 0, to: NOON + DAY });
          expect(rollups.reduce((sum, { tally }) => sum + tally.count, 0)).toBe(
            (minutes.length * 11) / 10 + 1,
          );
          expect(Math.max(...rollups.map(({ tally }) => tally.window().latencyMs!.max))).toBe(9_999);
        }
      });

      it('begin in the range that was asked for', async () => {
        await writeMinutes();
        const asked = async (resolution: Resolution, from: number, to: number): Promise<number[]> =>
          (await store.rollups({ targetId: 'openai', resolution, from, to })).map((rollup) => rollup.from);
        expect(await asked('1m', NOON - 3 * MINUTE, NOON - MINUTE)).toEqual([
          NOON - 3 * MINUTE,
          NOON - 2 * MINUTE,
        ]);
        expect(await asked('1h', NOON - 2 * HOUR + 1, NOON)).toEqual([NOON - HOUR]);
        expect(await asked('1h', NOON, NOON)).toEqual([]);
      });

      it.each(['open', 'merged'])(
        'summarise any range within 1 % of the exact percentiles while %s',
        async (state) => {
          await writeMinutes();
          if (state === 'merged') await compactAll(store, NOON + 10 * MINUTE);
          for (const [fromIndex, toIndex] of [
            [0, 1560],
            [13, 1547],
            [117, 118],
            [59, 1501],
            [700, 733],
          ] as const) {
            const range = { from: minutes[0]! + fromIndex * MINUTE, to: minutes[0]! + toIndex * MINUTE };
            const { tally, from, to } = await store.summary({ targetId: 'openai', set: 'checks', ...range });
            const exact = minutes
              .map((_, index) => latencyAt(index))
              .slice(fromIndex, toIndex)
              .toSorted((a, b) => a - b);
            expect({ from, to, ok: tally.ok }).toEqual({ ...range, ok: exact.length });
            for (const q of [0, 0.5, 0.9, 0.95, 0.99, 1]) {
              const rank = Math.max(1, Math.ceil(q * exact.length - 1e-9));
              const error = Math.abs(tally.latencyMs!.quantile(q)! / exact[rank - 1]! - 1);
              expect(error).toBeLessThanOrEqual(0.01);
            }
          }
        },
      );

      it('summarise an unknown target as nothing', async () => {
        const summary = await store.summary({
          targetId: 'nobody',
          set: 'calls',
          from: NOON,
          to: NOON + HOUR,
        });
        expect(summary.tally.count).toBe(0);
      });
    });

    describe('retention', () => {
      it('keeps so many records of each target, the newest', async () => {
        const records = Array.from({ length: 60 }, (_, index) =>
          sampleRecord({ seq: index + 1, at: NOON + index, targetId: index < 50 ? 'openai' : 'qwen' }),
        );
        await write({ records });
        await pruneAll(store, { ...RETENTION, recordsPerTarget: 20 }, NOON);
        const seqs = seqsOf(await allRecords(store));
        expect(seqs).toEqual(Array.from({ length: 30 }, (_, index) => index + 31));
      });

      it('drops each resolution at its age, and summarises what is left by what is left', async () => {
        const days = Array.from({ length: 5 }, (_, index) => NOON - (4 - index) * DAY);
        const rollups = days.flatMap((day) => [
          part(day, tallyOf([10])),
          part(day + 7 * MINUTE, tallyOf([20])),
        ]);
        await write({ rollups });
        await compactAll(store, NOON + DAY);
        await pruneAll(store, RETENTION, NOON + DAY);
        const counts = async (resolution: Resolution): Promise<number> =>
          (await store.rollups({ targetId: 'openai', resolution, from: 0, to: NOON + DAY })).length;
        expect([await counts('1m'), await counts('5m'), await counts('1d')]).toEqual([4, 10, 5]);
        // 4 days ago there are no minutes any more: the range begins where its 5 minutes begin
        const summary = await store.summary({
          targetId: 'openai',
          set: 'checks',
          from: days[0]! + 8 * MINUTE,
          to: NOON + 30 * MINUTE,
        });
        expect(summary).toMatchObject({ from: days[0]! + 5 * MINUTE, to: NOON + 30 * MINUTE });
        expect(summary.tally.count).toBe(9);
      });

      it('drops nothing that has not been merged yet', async () => {
        await write({ rollups: [part(NOON - 10 * DAY, tallyOf([10]))] });
        await pruneAll(store, RETENTION, NOON);
        await compactAll(store, NOON);
        await pruneAll(store, RETENTION, NOON);
        const query = { targetId: 'openai', from: 0, to: NOON } as const;
        expect(await store.rollups({ ...query, resolution: '1m' })).toEqual([]);
        expect(await store.rollups({ ...query, resolution: '1h' })).toHaveLength(1);
      });

      it('keeps of old changes the one that is still in force', async () => {
        const old = sampleTransition({ at: NOON - 800 * DAY, to: 'degraded' });
        const newer = sampleTransition({ at: NOON - 799 * DAY, from: 'degraded' });
        await write({ transitions: [old, newer] });
        await pruneAll(store, RETENTION, NOON);
        expect(await store.transitions({ targetId: null, from: NOON, to: NOON })).toEqual([newer]);
        expect(await store.transitions({ targetId: null, from: 0, to: NOON })).toEqual([newer]);
      });
    });
  });
}
