import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  at,
  buildBatch,
  buildPart,
  buildRecord,
  buildTransition,
  type HistoryApi,
  historyApi,
} from '../../../test/support/history-api.ts';
import type { HistoryStore } from '../history-store.ts';
import { MemoryHistoryStore } from '../stores/memory.store.ts';
import { SqliteHistoryStore } from '../stores/sqlite.store.ts';
import { historyPageSchema } from './history.schema.ts';

const PATH = '/health/integration/history';
const MINUTE_MS = 60_000;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bellwether-history-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each<[string, () => HistoryStore]>([
  ['memory', () => new MemoryHistoryStore()],
  ['sqlite', () => new SqliteHistoryStore(join(folder, `${Math.random()}.db`))],
])('GET /health/integration/history on %s', (_engine, createStore) => {
  let api: HistoryApi;

  beforeEach(async () => {
    const store = createStore();
    await store.open();
    api = await historyApi(store);
  });

  afterEach(async () => {
    await api.app.close();
    await api.store.close();
  });

  async function page(query: string) {
    const { status, body } = await api.get(`${PATH}?${query}`);
    expect(status).toBe(200);
    return historyPageSchema.parse(body);
  }

  async function cursorFor(query: string): Promise<string> {
    const { next_cursor: cursor } = await page(query);
    expect(cursor).not.toBeNull();
    return encodeURIComponent(cursor!);
  }

  it('answers the records of the last day, newest first', async () => {
    const failed = buildRecord({
      at: at('03:31:00'),
      failure: 'server_error',
      status: 'degraded',
      httpStatus: 503,
      requestId: 'req_1',
    });
    const old = buildRecord({ at: at('03:30:00') - 86_400_000 });
    await api.store.write(buildBatch({ records: [old, buildRecord(), failed] }));
    const { items, next_cursor: next } = await page('target=openai');
    expect(next).toBeNull();
    expect(items.map((item) => ('at' in item ? item.at : item))).toEqual([
      '2026-11-22T03:31:00.000Z',
      '2026-11-22T03:30:00.000Z',
    ]);
    expect(items[0]).toEqual({
      at: '2026-11-22T03:31:00.000Z',
      target: 'openai',
      source: 'probe',
      depth: 'auth',
      ok: false,
      failure: 'server_error',
      blame: 'provider',
      http_status: 503,
      latency_ms: 182.4,
      ttft_ms: null,
      request_id: 'req_1',
      status: 'degraded',
    });
  });

  it('tells targets, ranges and outcomes apart', async () => {
    const records = [
      buildRecord(),
      buildRecord({ failure: 'timeout', at: at('03:40:00') }),
      buildRecord({ failure: 'auth', at: at('03:50:00') }),
      buildRecord({ targetId: 'anthropic', at: at('03:55:00') }),
    ];
    await api.store.write(buildBatch({ records }));
    const failuresOf = async (query: string) =>
      (await page(query)).items.map((item) => ('failure' in item ? item.failure : item));
    expect(await failuresOf('')).toEqual([null, 'auth', 'timeout', null]);
    expect(await failuresOf('target=openai&outcome=failed')).toEqual(['auth', 'timeout']);
    expect(await failuresOf('target=openai&outcome=ok')).toEqual([null]);
    expect(await failuresOf('outcome=timeout')).toEqual(['timeout']);
    const range = 'from=2026-11-22T03:40:00Z&to=2026-11-22T04:50:00%2B01:00';
    expect(await failuresOf(range)).toEqual(['timeout']);
  });

  it('goes on with the cursor where the page before ended, whatever came meanwhile', async () => {
    const records = [1, 2, 3, 4, 5].map((minute) => buildRecord({ at: at(`03:0${minute}:00`) }));
    await api.store.write(buildBatch({ records }));
    const cursor = await cursorFor('target=openai&limit=2');
    api.clock.advance(MINUTE_MS);
    await api.store.write(buildBatch({ records: [buildRecord({ at: at('04:00:30') })] }));
    const second = await page(`target=openai&limit=10&cursor=${cursor}`);
    expect(second.items.map((item) => ('at' in item ? item.at.slice(11, 16) : item))).toEqual([
      '03:03',
      '03:02',
      '03:01',
    ]);
    expect(second.next_cursor).toBeNull();
  });

  it.each([
    ['target=anthropic', 'another target'],
    ['target=openai&outcome=failed', 'another outcome'],
    ['target=openai&resolution=1m', 'another resolution'],
    ['target=openai&from=2026-11-22T00:00:00Z', 'another range'],
  ])('refuses the cursor of %2$s', async (query) => {
    await api.store.write(buildBatch({ records: [buildRecord(), buildRecord(), buildRecord()] }));
    const cursor = await cursorFor('target=openai&limit=2');
    const { status, body } = await api.get(`${PATH}?${query}&cursor=${cursor}`);
    expect(status).toBe(400);
    expect(body).toMatchObject({
      errors: [{ field: 'cursor', rule: 'next_cursor of a page of the same query' }],
    });
  });

  it('answers roll-ups newest first, checks beside calls, with the uptime of each', async () => {
    const minute = at('03:30:00');
    const rollups = [
      buildPart(minute, [{ latencyMs: 100 }, { latencyMs: 300 }, { failure: 'server_error' }]),
      buildPart(minute, [{ depth: 'traffic', source: 'traffic', latencyMs: 900, ttftMs: 200 }], {
        set: 'calls',
      }),
      buildPart(minute + MINUTE_MS, [{ failure: 'timeout' }]),
    ];
    const transitions = [
      buildTransition({ at: at('02:00:00') }),
      buildTransition({ at: minute + 15_000, from: 'healthy', to: 'unhealthy' }),
    ];
    await api.store.write(buildBatch({ rollups, transitions }));
    const { items } = await page('target=openai&resolution=1m');
    expect(items).toMatchObject([
      {
        from: '2026-11-22T03:31:00.000Z',
        to: '2026-11-22T03:32:00.000Z',
        checks: { count: 1, failures: 1, error_rate_percent: 100, latency_ms: null },
        calls: { count: 0, error_rate_percent: null, ttft_ms: null },
        uptime_percent: 0,
      },
      {
        from: '2026-11-22T03:30:00.000Z',
        target: 'openai',
        checks: { count: 3, failures: 1, by_failure: { server_error: 1 }, availability_percent: 66.667 },
        calls: { count: 1, failures: 0, latency_ms: { min: 900 }, ttft_ms: { max: 200 } },
        uptime_percent: 25,
      },
    ]);
  });

  it.each(['1m', '5m', '15m', '1h', '1d'])('pages through roll-ups of %s, each once', async (resolution) => {
    const begins = Array.from({ length: 300 }, (_, i) => at('04:00:00') - (i * i + 1) * MINUTE_MS);
    await api.store.write(buildBatch({ rollups: begins.map((begin) => buildPart(begin, [{}])) }));
    const query = `target=openai&resolution=${resolution}&from=2026-01-01T00:00:00Z`;
    const whole: string[] = [];
    let cursor = '';
    do {
      const { items, next_cursor: next } = await page(`${query}&limit=7${cursor}`);
      expect(items.length).toBeLessThanOrEqual(7);
      whole.push(...items.map((item) => ('from' in item ? item.from : '')));
      cursor = next === null ? '' : `&cursor=${encodeURIComponent(next)}`;
    } while (cursor !== '');
    expect(whole).toEqual([...new Set(whole)].toSorted().toReversed());
    const lengthMs = { '1m': 1, '5m': 5, '15m': 15, '1h': 60, '1d': 1_440 }[resolution]! * MINUTE_MS;
    expect(whole).toHaveLength(new Set(begins.map((begin) => Math.floor(begin / lengthMs))).size);
  });

  it.each([
    [
      'from=2026-11-22T03:00:00Z&to=2026-11-22T02:00:00Z',
      'from',
      'before to (2026-11-22T02:00:00.000Z)',
      '2026-11-22T03:00:00.000Z',
    ],
    ['from=2026-11-22T05:00:00Z', 'from', 'before to (now)', '2026-11-22T05:00:00.000Z'],
    ['to=yesterday', 'to', 'ISO 8601 date and time', 'yesterday'],
    ['from=1763784000', 'from', 'ISO 8601 date and time', '1763784000'],
    ['resolution=2m', 'resolution', 'one of raw|1m|5m|15m|1h|1d', '2m'],
    ['outcome=bad', 'outcome', 'one of any|ok|failed|timeout', 'bad'],
    ['limit=0', 'limit', '>= 1', '0'],
    ['limit=1001', 'limit', '<= 1000', '1001'],
    ['limit=1.5', 'limit', 'integer', '1.5'],
    ['limit=many', 'limit', 'number', 'many'],
    ['format=xml', 'format', 'one of json|csv|ndjson', 'xml'],
    ['cursor=nonsense', 'cursor', 'next_cursor of a page of the same query', 'nonsense'],
    ['cursor=x&format=csv', 'cursor', 'only with format=json', 'x'],
    ['resolution=1h', 'target', 'required unless resolution is raw', null],
    ['resolution=1h&target=openai&outcome=ok', 'outcome', 'any unless resolution is raw', 'ok'],
    ['target=', 'target', 'at least 1 characters', ''],
    ['target=a&target=b', 'target', 'string', 'a list of 2'],
    ['form=2026-11-22T03:00:00Z', 'form', 'unknown key; did you mean from?', '2026-11-22T03:00:00Z'],
  ])('refuses %s', async (query, field, rule, value) => {
    const { status, body } = await api.get(`${PATH}?${query}`);
    expect(status).toBe(400);
    const { errors } = body as { errors: { field: string; rule: string; value: unknown }[] };
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({ field, value });
    expect(errors[0]!.rule).toContain(rule);
  });

  it('answers 404 for a target of which nothing is known, and guesses what was meant', async () => {
    const { status, body } = await api.get(`${PATH}?target=opnai`);
    expect(status).toBe(404);
    expect(body).toMatchObject({ errors: [{ field: 'target', value: 'opnai' }] });
    expect(JSON.stringify(body)).toContain('did you mean openai?');
  });

  it('still tells of a target that is watched no more', async () => {
    const gone = { targetId: 'mistral' };
    await api.store.write(buildBatch({ records: [buildRecord(gone)], transitions: [buildTransition(gone)] }));
    expect((await page('target=mistral')).items).toHaveLength(1);
  });

  it('exports CSV with the names of the fields as columns', async () => {
    const risky = buildRecord({ failure: 'timeout', httpStatus: null, requestId: '=HYPERLINK("x")' });
    await api.store.write(buildBatch({ records: [risky] }));
    const { status, headers, text } = await api.get(`${PATH}?target=openai&format=csv`);
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/csv; charset=utf-8; header=present');
    expect(headers['content-disposition']).toBe(
      'attachment; filename="bellwether-history-openai-raw-20261121T040000Z-20261122T040000Z.csv"',
    );
    expect(text.split('\r\n')).toEqual([
      'at,target,source,depth,ok,failure,blame,http_status,latency_ms,ttft_ms,request_id,status',
      '2026-11-22T03:30:00.000Z,openai,probe,auth,false,timeout,provider,,182.4,,"\'=HYPERLINK(""x"")",healthy',
      '',
    ]);
  });

  it('exports roll-ups with dotted columns', async () => {
    const rollups = [buildPart(at('03:30:00'), [{ latencyMs: 100 }, { failure: 'network' }])];
    await api.store.write(buildBatch({ rollups }));
    const { text } = await api.get(`${PATH}?target=openai&resolution=5m&format=csv`);
    const [head, row] = text.split('\r\n').map((line) => line.split(','));
    const cells = Object.fromEntries(head!.map((name, i) => [name, row![i]]));
    expect(cells).toMatchObject({
      from: '2026-11-22T03:30:00.000Z',
      'checks.count': '2',
      'checks.by_failure.network': '1',
      'checks.by_failure.timeout': '0',
      'checks.latency_ms.p95': '100',
      'calls.count': '0',
      'calls.ttft_ms.p50': '',
      uptime_percent: '',
    });
    expect(row).toHaveLength(head!.length);
    expect(head).not.toContain('checks.latency_ms');
  });

  it('exports all of the range as NDJSON, or as much as is asked for', async () => {
    const records = Array.from({ length: 1_500 }, (_, i) => buildRecord({ at: at('03:00:00') + i }));
    await api.store.write(buildBatch({ records }));
    const whole = await api.get(`${PATH}?format=ndjson`);
    expect(whole.headers['content-type']).toBe('application/x-ndjson; charset=utf-8');
    const lines = whole.text.trimEnd().split('\n');
    expect(lines).toHaveLength(1_500);
    expect(JSON.parse(lines[0]!)).toMatchObject({ at: '2026-11-22T03:00:01.499Z', ok: true });
    const some = await api.get(`${PATH}?format=ndjson&limit=3`);
    expect(some.text.trimEnd().split('\n')).toEqual(lines.slice(0, 3));
  });

  it('exports an empty range as a head, or as nothing', async () => {
    expect((await api.get(`${PATH}?format=csv`)).text).toMatch(/^at,target,[^\n]*\r\n$/);
    const { status, text } = await api.get(`${PATH}?format=ndjson`);
    expect([status, text]).toEqual([200, '']);
  });

  it('answers HEAD without reading an export', async () => {
    const { statusCode, headers, payload } = await api.app.inject({
      method: 'HEAD',
      url: `${PATH}?format=csv`,
    });
    expect([statusCode, payload]).toEqual([200, '']);
    expect(headers['content-type']).toContain('text/csv');
  });

  it.each(['', '?format=csv', '?format=ndjson', '?target=openai&resolution=1h', '?target=gone'])(
    'answers 503 to %j while the store is away',
    async (query) => {
      await api.store.close();
      const { status, headers, body } = await api.get(`${PATH}${query}`);
      expect(status).toBe(503);
      expect(headers['retry-after']).toBe('5');
      expect(headers['content-disposition']).toBeUndefined();
      expect(body).toMatchObject({ title: 'History unavailable', status: 503 });
    },
  );
});
