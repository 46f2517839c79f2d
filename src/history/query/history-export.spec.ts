import { once } from 'node:events';
import { get } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  at,
  buildBatch,
  buildRecord,
  type HistoryApi,
  historyApi,
} from '../../../test/support/history-api.ts';
import type { RecordPage, RecordQuery } from '../history-store.ts';
import { MemoryHistoryStore } from '../stores/memory.store.ts';
import { exportOf } from './history-export.ts';
import { questionOf } from './history-question.ts';
import { type RecordView, recordView } from './record.view.ts';

const PATH = '/health/integration/history';

/** Tells how far it was read. */
class WatchedStore extends MemoryHistoryStore {
  pages = 0;
  failsAfter = Infinity;

  override records(query: RecordQuery): Promise<RecordPage> {
    return ++this.pages > this.failsAfter
      ? Promise.reject(new Error('the disk is gone'))
      : super.records(query);
  }
}

describe('an export', () => {
  let api: HistoryApi;
  let store: WatchedStore;
  let url: string;

  beforeEach(async () => {
    store = new WatchedStore();
    await store.open();
    api = await historyApi(store);
    await api.app.listen(0, '127.0.0.1');
    url = `http://127.0.0.1:${(api.app.getHttpServer().address() as AddressInfo).port}${PATH}`;
  });

  afterEach(async () => {
    await api.app.close();
    await store.close();
  });

  async function fill(count: number): Promise<void> {
    for (let from = 0; from < count; from += 10_000) {
      const length = Math.min(10_000, count - from);
      const records = Array.from({ length }, (_, i) => buildRecord({ at: at('03:00:00') + from + i }));
      await store.write(buildBatch({ records }));
    }
  }

  it('of 100,000 records has each once, in bounded memory', async () => {
    await fill(100_000);
    const before = process.memoryUsage().heapUsed;
    let most = 0;
    let lines = 0;
    const response = await fetch(`${url}?format=csv`);
    for await (const chunk of response.body!) {
      for (const byte of chunk) if (byte === 10) lines++;
      most = Math.max(most, process.memoryUsage().heapUsed - before);
    }
    expect(lines).toBe(100_001);
    // as rows they take some 60 MB, and what was let go need not have been collected yet
    expect(most).toBeLessThan(150_000_000);
  });

  it('is not read on while nobody takes it', async () => {
    let read = 0;
    const endless = async function* (): AsyncGenerator<readonly RecordView[]> {
      for (;;) yield [recordView(buildRecord({ at: ++read }))];
    };
    const query = { resolution: 'raw', outcome: 'any', format: 'ndjson' } as const;
    const stream = await exportOf(questionOf(query, at('04:00:00')), 'ndjson', endless());
    expect(read).toBe(1);
    await once(stream, 'readable');
    stream.read();
    await new Promise(setImmediate);
    expect(read).toBeLessThan(5);
    stream.destroy();
  });

  it('ends being read when its reader goes away', async () => {
    await fill(60_000);
    const closed = new Promise((resolve) =>
      api.app.getHttpServer().once('request', (_request, response) => response.once('close', resolve)),
    );
    const request = get(`${url}?format=ndjson`);
    const [response] = await once(request, 'response');
    await once(response, 'data');
    request.on('error', () => {});
    request.destroy();
    await closed;
    // one page may be under way still; the next would be asked for between two of these
    await store.sizeBytes();
    const { pages } = store;
    for (let turn = 0; turn < 20; turn++) await store.sizeBytes();
    expect(store.pages).toBe(pages);
    expect(pages).toBeLessThan(60);
  });

  it('breaks the connection where the store fails half-way: half an export must not look whole', async () => {
    await fill(20_000);
    store.failsAfter = 5;
    const response = await fetch(`${url}?format=csv`);
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow('terminated');
  });
});
