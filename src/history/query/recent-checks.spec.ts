import { at, buildBatch, buildRecord } from '../../../test/support/history-api.ts';
import { MemoryHistoryStore } from '../stores/memory.store.ts';
import { recentChecksOf } from './recent-checks.ts';

describe('recent checks', () => {
  let store: MemoryHistoryStore;

  beforeEach(async () => {
    store = new MemoryHistoryStore();
    await store.open();
  });

  afterEach(() => store.close());

  it('are the 20 newest, oldest first, as they were observed', async () => {
    const checks = Array.from({ length: 30 }, (_, i) => buildRecord({ at: at('03:00:00') + i }));
    await store.write(buildBatch({ records: [...checks, buildRecord({ targetId: 'anthropic' })] }));
    const recent = await recentChecksOf(store, 'openai');
    expect(recent.map((check) => check.at)).toEqual(checks.slice(10).map((check) => check.at));
    expect(recent[0]).toMatchObject({ targetId: 'openai', ok: true, latencyMs: 182.4, httpStatus: 200 });
  });

  it('are found behind failed calls', async () => {
    const check = buildRecord({ failure: 'timeout', detail: 'no answer within 10 s' });
    const calls = Array.from({ length: 250 }, (_, i) =>
      buildRecord({ at: at('03:40:00') + i, source: 'traffic', depth: 'traffic', failure: 'server_error' }),
    );
    await store.write(buildBatch({ records: [check, ...calls] }));
    const recent = await recentChecksOf(store, 'openai');
    expect(recent).toMatchObject([{ ok: false, failure: 'timeout', detail: 'no answer within 10 s' }]);
  });

  it('are none of a target of which nothing is kept', async () => {
    await expect(recentChecksOf(store, 'openai')).resolves.toEqual([]);
  });
});
