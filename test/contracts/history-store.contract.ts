import type {
  HistoryEngine,
  HistoryStore,
  RecordPage,
  RecordQuery,
} from '../../src/history/history-store.ts';
import type { HistoryRecord, RecordKey } from '../../src/history/history-record.ts';
import {
  allRecords,
  compactAll,
  DAY,
  EMPTY,
  HOUR,
  MINUTE,
  NOON,
  part,
  RETENTION,
  sampleRecord,
  sampleTransition,
  SECOND,
  tallyOf,
} from './history-store-samples.ts';

export interface StoreFixture {
  readonly engine: HistoryEngine;
  create(): Promise<HistoryStore>;
  /** After the store was closed. */
  remove(): Promise<void>;
}

const NEWEST: RecordQuery = {
  targetId: null,
  from: 0,
  to: NOON * 2,
  outcome: 'any',
  order: 'newest_first',
  limit: 10,
  after: null,
};

/** What every history store does. */
export function describeHistoryStore(fixture: StoreFixture): void {
  describe(`the ${fixture.engine} history store`, () => {
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

    it('says which it is, and may be opened again', async () => {
      await store.open();
      expect(store.engine).toBe(fixture.engine);
      expect(await store.sizeBytes()).toBeGreaterThanOrEqual(0);
    });

    describe('records', () => {
      const full: HistoryRecord = {
        targetId: 'openai/gpt-5-mini',
        at: NOON + 1,
        seq: 2 ** 31 - 1,
        source: 'trace',
        depth: 'trace',
        failure: 'rate_limited',
        blame: 'account',
        status: 'degraded',
        httpStatus: 429,
        latencyMs: 912.4,
        ttftMs: 310.001,
        outputTokens: 88,
        requestId: "req_'; drop table records; --",
        detail: '429 from POST /v1/responses — “slow down”',
        vendorCode: 'rate_limit_exceeded',
        rateLimit: {
          remainingRequests: 0,
          limitRequests: 500,
          remainingTokens: null,
          limitTokens: null,
          resetsAt: NOON,
        },
        retryAfterMs: 1_500,
      };

      it('come back as they were written', async () => {
        await write({ records: [sampleRecord(), full] });
        expect((await store.records(NEWEST)).records).toEqual([full, sampleRecord()]);
      });

      it('are there once, however often their batch is written', async () => {
        const batch = { records: [sampleRecord(), full] };
        await write(batch);
        await write(batch);
        expect(await allRecords(store)).toHaveLength(2);
      });

      it('page through without a gap or a repetition, also where many share a millisecond', async () => {
        const records = Array.from({ length: 25 }, (_, index) =>
          sampleRecord({ seq: index + 1, at: NOON + Math.floor(index / 10), targetId: `t${index % 2}` }),
        );
        await write({ records });
        for (const order of ['newest_first', 'oldest_first'] as const) {
          const seen: number[] = [];
          let after: RecordKey | null = null;
          do {
            const page: RecordPage = await store.records({ ...NEWEST, order, limit: 4, after });
            expect(page.records.length).toBeLessThanOrEqual(4);
            seen.push(...seqsOf(page.records));
            after = page.next;
          } while (after !== null);
          const expected = seqsOf(records);
          expect(seen).toEqual(order === 'oldest_first' ? expected : expected.toReversed());
        }
      });

      it('end with a page that has no next, also when it is full', async () => {
        await write({ records: [sampleRecord({ seq: 1 }), sampleRecord({ seq: 2 })] });
        expect(await store.records({ ...NEWEST, limit: 2 })).toMatchObject({ next: null });
        expect(await store.records({ ...NEWEST, limit: 1 })).toMatchObject({ next: { at: NOON, seq: 2 } });
      });

      it('are found by target, time and outcome', async () => {
        await write({
          records: [
            sampleRecord({ seq: 1, at: NOON - SECOND }),
            sampleRecord({ seq: 2, failure: 'timeout', blame: 'provider' }),
            sampleRecord({ seq: 3, at: NOON + SECOND, failure: 'auth', blame: 'account' }),
            sampleRecord({ seq: 4, at: NOON + SECOND, targetId: 'qwen' }),
          ],
        });
        const found = async (query: Partial<RecordQuery>): Promise<number[]> =>
          seqsOf((await store.records({ ...NEWEST, order: 'oldest_first', ...query })).records);
        expect(await found({ targetId: 'openai' })).toEqual([1, 2, 3]);
        expect(await found({ targetId: 'nobody' })).toEqual([]);
        expect(await found({ from: NOON, to: NOON + SECOND })).toEqual([2]);
        expect(await found({ outcome: 'ok' })).toEqual([1, 4]);
        expect(await found({ outcome: 'failed' })).toEqual([2, 3]);
        expect(await found({ outcome: 'auth', targetId: 'openai' })).toEqual([3]);
      });

      it('stream in both orders, more than one page of them', async () => {
        const records = Array.from({ length: 2_345 }, (_, index) =>
          sampleRecord({ seq: index + 1, at: NOON + index }),
        );
        await write({ records });
        expect(seqsOf(await allRecords(store))).toEqual(seqsOf(records));
      });
    });

    describe('changes', () => {
      it('come back in order, with the one that was in force before', async () => {
        const transitions = [
          sampleTransition({
            seq: 9,
            at: NOON - HOUR,
            from: 'unknown',
            to: 'healthy',
            reasons: [],
            blame: null,
          }),
          sampleTransition({ seq: 1, at: NOON - MINUTE }),
          sampleTransition({ seq: 2, at: NOON - MINUTE, from: 'unhealthy', to: 'degraded' }),
          sampleTransition({
            seq: 3,
            at: NOON + SECOND,
            from: 'degraded',
            to: 'healthy',
            reasons: [],
            blame: null,
          }),
          sampleTransition({ seq: 4, at: NOON, targetId: 'qwen' }),
        ];
        await write({ transitions });
        await write({ transitions });
        const [, , inForce, next, other] = transitions;
        expect(await store.transitions({ targetId: 'openai', from: NOON, to: NOON + HOUR })).toEqual([
          inForce,
          next,
        ]);
        expect(await store.transitions({ targetId: null, from: NOON, to: NOON + HOUR })).toEqual([
          inForce,
          other,
          next,
        ]);
        expect(await store.transitions({ targetId: 'openai', from: 0, to: NOON - HOUR })).toEqual([]);
        expect(await store.transitions({ targetId: 'nobody', from: 0, to: NOON })).toEqual([]);
      });

      it('of circuits too', async () => {
        const opened = {
          targetId: 'openai',
          at: NOON,
          seq: 5,
          from: 'closed',
          to: 'open',
          forced: false,
          retryAt: NOON + 30_000,
          reason: 'unhealthy',
        } as const;
        const forced = {
          ...opened,
          at: NOON + 1,
          from: 'open',
          to: 'closed',
          forced: true,
          retryAt: null,
          reason: null,
        } as const;
        await write({ circuits: [forced, opened] });
        expect(await store.circuits({ targetId: null, from: NOON, to: NOON + HOUR })).toEqual([
          opened,
          forced,
        ]);
        expect(await store.circuits({ targetId: 'openai', from: NOON + 9, to: NOON + 9 })).toEqual([forced]);
      });
    });

    it('keeps the newest of what a target spent on a day', async () => {
      const spend = {
        targetId: 'openai',
        day: '2026-11-22',
        usd: 0.0000025,
        inputTokens: 8,
        outputTokens: 5,
      };
      await write({ spend: [spend] });
      await write({
        spend: [
          { ...spend, usd: 0.000005, inputTokens: 16 },
          { ...spend, day: '2026-11-23' },
        ],
      });
      expect(await store.spend('2026-11-22')).toEqual([{ ...spend, usd: 0.000005, inputTokens: 16 }]);
      expect(await store.spend('2026-11-21')).toEqual([]);
    });

    it('keeps the newest of a state under its key', async () => {
      await write({ states: [{ key: 'circuit.b', value: '1', at: 1 }] });
      await write({
        states: [
          { key: 'circuit.b', value: '2', at: 2 },
          { key: 'circuit.a', value: '{}', at: 2 },
        ],
      });
      await write({ states: [{ key: 'other', value: '', at: 3 }] });
      expect(await store.state('circuit.b')).toEqual({ key: 'circuit.b', value: '2', at: 2 });
      expect(await store.state('nothing')).toBeNull();
      expect((await store.states('circuit.')).map(({ key }) => key)).toEqual(['circuit.a', 'circuit.b']);
    });

    it('writes all of a batch or nothing of it', async () => {
      const broken = sampleRecord({ seq: 2, latencyMs: NaN, at: Number.NaN });
      await expect(
        write({ records: [sampleRecord(), broken], transitions: [sampleTransition()] }),
      ).rejects.toThrow();
      expect(await allRecords(store)).toEqual([]);
      await write({ records: [sampleRecord()] });
      expect(await allRecords(store)).toHaveLength(1);
    });

    it('takes batches, questions and upkeep all at once', async () => {
      const writes = Array.from({ length: 20 }, (_, index) =>
        write({
          records: [sampleRecord({ seq: index + 1 })],
          rollups: [part(NOON - DAY, tallyOf([1]), { part: index + 1 })],
        }),
      );
      const reads = Array.from({ length: 20 }, () => store.records(NEWEST));
      await Promise.all([...writes, ...reads, store.compact(NOON), store.prune(RETENTION, NOON)]);
      await compactAll(store, NOON);
      const [day] = await store.rollups({ targetId: 'openai', resolution: '1d', from: 0, to: NOON });
      expect(day?.tally.count).toBe(20);
    });
  });
}
