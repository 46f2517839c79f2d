import { at, buildBatch } from '../../../test/support/history-api.ts';
import { ALIVE_KEY } from '../history-writer.ts';
import { MemoryHistoryStore } from '../stores/memory.store.ts';
import { GapLog } from './gap-log.ts';

describe('the log of gaps', () => {
  let store: MemoryHistoryStore;

  beforeEach(async () => {
    store = new MemoryHistoryStore();
    await store.open();
  });

  afterEach(() => store.close());

  async function start(aliveAt: string, startedAt: string) {
    await store.write(buildBatch({ states: [{ key: ALIVE_KEY, value: '', at: at(aliveAt) }] }));
    const gaps = new GapLog(store, at(startedAt));
    await gaps.noteStart();
    return gaps.all();
  }

  it('is empty before the first start', async () => {
    const gaps = new GapLog(store, at('04:00:00'));
    await gaps.noteStart();
    await expect(gaps.all()).resolves.toEqual([]);
  });

  it('notes from the last sign of life to the start, and remembers it', async () => {
    await start('02:00:00', '02:30:00');
    await expect(start('03:00:00', '03:05:00')).resolves.toEqual([
      { from: at('02:00:00'), to: at('02:30:00') },
      { from: at('03:00:00'), to: at('03:05:00') },
    ]);
  });

  it('takes no short silence for a gap, nor a sign that came before it could note the start', async () => {
    await expect(start('03:00:00', '03:00:14')).resolves.toEqual([]);
    await expect(start('03:00:10', '03:00:00')).resolves.toEqual([]);
  });

  it('takes starts that ended at once for one gap, and two replicas that tell of the same', async () => {
    await start('03:00:00', '03:05:00');
    await start('03:05:10', '03:06:00');
    await expect(start('03:00:00', '03:05:02')).resolves.toEqual([
      { from: at('03:00:00'), to: at('03:06:00') },
    ]);
  });
});
