import fc from 'fast-check';
import { at, buildBatch, buildRecord } from '../../../test/support/history-api.ts';
import { registryOf, targetsOf } from '../../../test/support/watched-targets.ts';
import { FakeClock } from '../../../test/support/fake-clock.ts';
import type { HistoryRecord } from '../history-record.ts';
import { MemoryHistoryStore } from '../stores/memory.store.ts';
import { GapLog } from '../timeline/gap-log.ts';
import { TimelineReader } from '../timeline/timeline-reader.ts';
import { NoVendorNotices } from '../timeline/vendor-notices.ts';
import { HistoryReader } from './history-reader.ts';
import { questionOf } from './history-question.ts';
import { historyQuery } from './history.schema.ts';
import { RollupPages } from './rollup-pages.ts';

/** Few milliseconds, so that many records share one. */
const arrivals = fc.array(
  fc.record({
    ms: fc.integer({ min: 0, max: 5 }),
    targetId: fc.constantFrom('openai', 'anthropic'),
    isLater: fc.boolean(),
  }),
  { maxLength: 60 },
);
const targets = fc.constantFrom(undefined, 'openai');

describe('paging through records', () => {
  it('gives each once and in order, whatever arrives between two pages', async () => {
    await fc.assert(
      fc.asyncProperty(arrivals, targets, fc.integer({ min: 1, max: 9 }), async (arriving, target, limit) => {
        const store = new MemoryHistoryStore();
        await store.open();
        const clock = new FakeClock();
        const records = shuffledSeq(
          arriving.map(({ ms, targetId }) => ({ at: at('03:00:00') + ms, targetId })),
        );
        const early = records.filter((_, i) => !arriving[i]!.isLater);
        const late = records.filter((_, i) => arriving[i]!.isLater);
        await store.write(buildBatch({ records: early }));
        const pages = await allPages(store, clock, { target, limit }, late);
        await store.close();

        const shown = pages.map((requestId) => records.find((each) => each.requestId === requestId)!);
        expect(new Set(pages).size).toBe(pages.length);
        expect(shown).toEqual(shown.toSorted((a, b) => b.at - a.at || b.seq - a.seq));
        const expected = early.filter(({ targetId }) => target === undefined || targetId === target);
        for (const { requestId } of expected) expect(pages).toContain(requestId);
        if (late.length === 0) expect(pages).toHaveLength(expected.length);
      }),
      { numRuns: 60 },
    );
  });
});

/** The order in which records of one millisecond were numbered is not that in which they are written. */
function shuffledSeq(parts: readonly Partial<HistoryRecord>[]): HistoryRecord[] {
  return parts.map((part, i) => buildRecord({ ...part, seq: ((i * 37) % 61) + 1, requestId: `req_${i}` }));
}

async function allPages(
  store: MemoryHistoryStore,
  clock: FakeClock,
  asked: { target: string | undefined; limit: number },
  late: readonly HistoryRecord[],
): Promise<string[]> {
  const registry = registryOf(targetsOf({ openai: {}, anthropic: {} }), clock);
  const gaps = new GapLog(store, clock.now());
  const timelines = new TimelineReader({ store, registry, gaps, notices: new NoVendorNotices() }, clock);
  const reader = new HistoryReader(store, new RollupPages(store, timelines, clock));
  const shown: string[] = [];
  const waiting = [...late];
  let cursor: string | undefined;
  do {
    const query = historyQuery.parse({ ...asked, cursor });
    const page = await reader.page(questionOf(query, clock.now()));
    for (const item of page.items) if ('request_id' in item) shown.push(item.request_id!);
    await store.write(buildBatch({ records: waiting.splice(0, 3) }));
    clock.advance(1_000);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return shown;
}
