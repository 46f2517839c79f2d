import {
  at,
  buildBatch,
  buildRecord,
  buildTransition,
  type HistoryApi,
  historyApi,
} from '../../../test/support/history-api.ts';
import type { TimeRange } from '../history-store.ts';
import { MemoryHistoryStore } from '../stores/memory.store.ts';
import { timelineSchema } from './timeline.schema.ts';
import { type VendorNotice, VendorNotices } from './vendor-notices.ts';

const PATH = '/health/integration/timeline';
const OUTAGE = {
  reasons: [{ code: 'server_error', message: '3 of the last 3 checks failed: 503' }],
  blame: 'provider',
} as const;
const FIRST_FAILURE = {
  reasons: [{ code: 'server_error', message: 'a check failed: 503' }],
  blame: 'provider',
} as const;

class FakeVendorNotices extends VendorNotices {
  readonly notices: VendorNotice[] = [];

  during(targetId: string, { from, to }: TimeRange): Promise<readonly VendorNotice[]> {
    const told = targetId === 'openai' ? this.notices : [];
    return Promise.resolve(
      told.filter(({ startedAt, resolvedAt }) => startedAt < to && (resolvedAt ?? to) > from),
    );
  }
}

describe('GET /health/integration/timeline', () => {
  let api: HistoryApi;
  let notices: FakeVendorNotices;

  beforeEach(async () => {
    const store = new MemoryHistoryStore();
    await store.open();
    notices = new FakeVendorNotices();
    api = await historyApi(store, notices);
    await store.write(
      buildBatch({
        transitions: [
          buildTransition({ at: at('02:00:00') - 86_400_000 }),
          buildTransition({ at: at('03:00:01'), from: 'healthy', to: 'degraded', ...FIRST_FAILURE }),
          buildTransition({ at: at('03:00:06'), from: 'degraded', to: 'unhealthy', ...OUTAGE }),
          buildTransition({ at: at('03:30:06'), from: 'unhealthy', to: 'healthy' }),
        ],
        records: [
          buildRecord({ at: at('02:59:00'), failure: 'timeout' }),
          buildRecord({ at: at('02:59:30') }),
          buildRecord({ at: at('03:00:01'), failure: 'server_error' }),
          buildRecord({ at: at('03:00:03'), failure: 'server_error' }),
          buildRecord({ at: at('03:00:06'), failure: 'server_error' }),
        ],
      }),
    );
  });

  afterEach(async () => {
    await api.app.close();
    await api.store.close();
  });

  async function timeline(query: string) {
    const { status, body } = await api.get(`${PATH}?${query}`);
    expect(status).toBe(200);
    return timelineSchema.parse(body);
  }

  it('answers intervals, incidents and uptime of the last day', async () => {
    const { incidents, intervals, ...whole } = await timeline('target=openai');
    expect(whole).toEqual({
      target: 'openai',
      from: '2026-11-21T04:00:00.000Z',
      to: '2026-11-22T04:00:00.000Z',
      uptime_percent: 97.917,
    });
    expect(intervals.map(({ status, duration_seconds: lasted }) => [status, lasted])).toEqual([
      ['healthy', 82_801],
      ['degraded', 5],
      ['unhealthy', 1_800],
      ['healthy', 1_794],
    ]);
    expect(intervals.at(-1)).toMatchObject({ from: '2026-11-22T03:30:06.000Z', to: null });
    expect(incidents).toEqual([
      {
        id: 'openai@2026-11-22T03:00:01.000Z',
        target: 'openai',
        from: '2026-11-22T03:00:01.000Z',
        to: '2026-11-22T03:30:06.000Z',
        duration_seconds: 1_805,
        worst_status: 'unhealthy',
        cause: OUTAGE.reasons[0],
        blame: 'provider',
        time_to_detect_seconds: 5,
        vendor_notice: null,
      },
    ]);
  });

  it('tells the whole of an incident that crosses the edges of the range', async () => {
    const { intervals, incidents } = await timeline(
      'target=openai&from=2026-11-22T03:10:00Z&to=2026-11-22T03:20:00Z',
    );
    expect(intervals).toMatchObject([
      { status: 'unhealthy', from: '2026-11-22T03:10:00.000Z', to: '2026-11-22T03:20:00.000Z' },
    ]);
    expect(incidents).toMatchObject([
      { id: 'openai@2026-11-22T03:00:01.000Z', to: '2026-11-22T03:30:06.000Z', time_to_detect_seconds: 5 },
    ]);
  });

  it('sets what the vendor reported beside it', async () => {
    notices.notices.push({
      title: 'Elevated errors',
      startedAt: at('03:00:00'),
      reportedAt: at('03:12:06'),
      resolvedAt: null,
    });
    const { incidents } = await timeline('target=openai');
    expect(incidents[0]!.vendor_notice).toEqual({
      title: 'Elevated errors',
      reported_at: '2026-11-22T03:12:06.000Z',
      lead_seconds: 720,
    });
  });

  it('does not know how long detection took where no failure is kept', async () => {
    const slow = buildTransition({
      targetId: 'anthropic',
      at: at('03:50:00'),
      to: 'degraded',
      reasons: [{ code: 'latency', message: 'p95 is 3 s' }],
    });
    await api.store.write(buildBatch({ transitions: [slow] }));
    expect((await timeline('target=anthropic')).incidents).toMatchObject([
      { worst_status: 'degraded', to: null, duration_seconds: 600, time_to_detect_seconds: null },
    ]);
  });

  it('answers unknown for a target that was never observed', async () => {
    expect(await timeline('target=openai%2Fgpt-5-mini')).toMatchObject({
      uptime_percent: null,
      intervals: [{ status: 'unknown', to: null, reasons: [{ code: 'no_data' }] }],
      incidents: [],
    });
  });

  it.each([
    ['', 'target', 'required, string', null],
    ['target=openai&to=2026-11-22T03:00:00Z&from=2026-11-22T03:00:00Z', 'from', 'before to', '2026-11-22T03'],
    ['target=openai&resolution=1h', 'resolution', 'unknown key', '1h'],
    ['targets=openai&target=openai', 'targets', 'did you mean target?', 'openai'],
  ])('refuses %j', async (query, field, rule, value) => {
    const { status, body } = await api.get(`${PATH}?${query}`);
    expect(status).toBe(400);
    const { errors } = body as { errors: { field: string; rule: string; value: string | null }[] };
    expect(errors).toHaveLength(1);
    expect(errors[0]!.field).toBe(field);
    expect(errors[0]!.rule).toContain(rule);
    expect(errors[0]!.value?.startsWith(value ?? '') ?? null).toBe(value === null ? null : true);
  });

  it('answers 404 for a target of which nothing is known', async () => {
    expect((await api.get(`${PATH}?target=mistral`)).status).toBe(404);
  });

  it('answers 503 while the store is away', async () => {
    await api.store.close();
    const { status, headers } = await api.get(`${PATH}?target=openai`);
    expect([status, headers['retry-after']]).toEqual([503, '5']);
  });
});
