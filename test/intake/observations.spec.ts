import { gzipSync } from 'node:zlib';
import { IntakeQueue } from '../../src/intake/intake-queue.ts';
import { buildObservation } from '../support/build.ts';
import { type Answer, RunningApp, until } from '../support/running-app.ts';

const PATH = '/health/integration/observations';
/** Nobody answers there, and nobody is asked within the test. */
const NOWHERE = 'http://127.0.0.1:9/v1';

const provider = (more: object = {}) => ({
  kind: 'openai',
  base_url: NOWHERE,
  interval_seconds: 3_600,
  ...more,
});

describe('outcomes that are posted', () => {
  let app: RunningApp;

  beforeAll(async () => {
    app = await RunningApp.start({
      // what is watched is what is posted: no probe says otherwise
      monitoring: { enabled: false },
      egress: { enabled: false },
      providers: {
        openai: provider({ models: ['gpt-5-mini'] }),
        anthropic: provider({ kind: 'anthropic' }),
        quiet: provider(),
      },
      intake: { names: { claude: 'anthropic' } },
    });
  });

  afterAll(() => app.stop());

  const post = (body: unknown): Promise<Answer> => app.post(PATH, body);
  const send = (body: string | Buffer, headers: Record<string, string> = {}): Promise<Answer> =>
    app.request(PATH, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: body as string,
    });
  const countOf = async (id: string): Promise<number> => (await app.provider(id)).call_windows['1m'].count;

  it('count for the provider and for its model, with all that was measured', async () => {
    const answer = await post({
      target: 'openai',
      model: 'GPT-5-mini',
      at: new Date().toISOString(),
      ok: true,
      latency_ms: 912.4,
      ttft_ms: 310,
      output_tokens: 88,
      request_id: 'req_1',
    });
    expect(answer.status).toBe(202);
    expect(answer.body).toEqual({ accepted: 1, rejected: [] });
    for (const id of ['openai', 'openai/gpt-5-mini']) {
      const { call_windows: calls, windows } = await app.provider(id);
      expect(calls['1m']).toMatchObject({ count: 1, failures: 0, error_rate_percent: 0 });
      expect(calls['1m'].latency_ms.p50).toBeCloseTo(912.4, -1);
      expect(calls['1m'].ttft_ms.p50).toBeCloseTo(310, -1);
      expect(calls['1m'].output_tokens_per_second.p50).toBeCloseTo(144, -1);
      expect(windows['1m'].count).toBe(0);
    }
  });

  it('of a model count for its provider as well', async () => {
    const before = await countOf('openai');
    await post({ target: 'openai/gpt-5-mini', ok: true });
    expect(await countOf('openai')).toBe(before + 1);
  });

  it('come in lists of either form, and the wrong ones keep no other out', async () => {
    const before = await countOf('anthropic');
    const items = [
      { target: 'anthropic', ok: true },
      { target: 'anthropic', ok: 'maybe' },
      { target: 'nobody', ok: true },
      { target: 'claude', ok: true },
    ];
    const rejected = [
      { index: 1, field: 'ok', rule: 'boolean', value: 'maybe' },
      { index: 2, field: 'target', rule: 'the id of a target in the settings', value: 'nobody' },
    ];
    for (const body of [{ items }, items]) {
      const answer = await post(body);
      expect(answer.status).toBe(202);
      expect(answer.body).toEqual({ accepted: 2, rejected });
    }
    expect(await countOf('anthropic')).toBe(before + 4);
  });

  it('are a problem that names each field when none can be taken', async () => {
    const answer = await post({ items: [{ target: 'openai' }, 7] });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body.errors).toEqual([
      { field: 'items.0.ok', rule: 'required, boolean', value: null },
      { field: 'items.1', rule: 'object', value: 7 },
    ]);
  });

  it.each([
    ['no list in items', { items: 'x' }, 'items'],
    ['an empty list', { items: [] }, 'body'],
    ['a thousand and one', Array.from({ length: 1_001 }, () => ({ target: 'openai', ok: true })), 'body'],
    ['a number', 7, 'body'],
    ['null', null, 'body'],
  ])('are refused as %s', async (_, body, field) => {
    const answer = await post(body);
    expect(answer.status).toBe(400);
    expect(answer.body.errors[0].field).toBe(field);
  });

  it('have their kind from status or error body, by the table of their vendor', async () => {
    const answer = await post([
      { target: 'quiet', ok: false, http_status: 503 },
      { target: 'quiet', ok: false, http_status: 429, error: { error: { code: 'insufficient_quota' } } },
      { target: 'quiet', ok: false, error: 'ECONNRESET' },
      { target: 'quiet', ok: false, failure: 'timeout' },
      { target: 'quiet', ok: false, http_status: 200 },
    ]);
    expect(answer.body).toEqual({
      accepted: 4,
      rejected: [
        {
          index: 4,
          field: 'failure',
          rule: 'required where neither http_status nor error tells it',
          value: null,
        },
      ],
    });
    const { call_windows: calls } = await app.provider('quiet');
    expect(calls['1m'].by_failure).toEqual({ server_error: 1, quota_exhausted: 1, network: 1, timeout: 1 });
  });

  it('are of the time that they say, within what clocks differ by and windows hold', async () => {
    const at = (agoMs: number) => new Date(Date.now() - agoMs).toISOString();
    const answer = await post(
      [-30_000, -3_600_000, 120_000, 1_000_000].map((agoMs) => ({
        target: 'anthropic',
        ok: true,
        at: at(agoMs),
      })),
    );
    expect(answer.body.accepted).toBe(2);
    expect(answer.body.rejected).toMatchObject([
      { index: 1, field: 'at', rule: 'at most 60 s in the future' },
      { index: 3, field: 'at', rule: 'at most 900 s old' },
    ]);
    const { call_windows: calls } = await app.provider('anthropic');
    expect(calls['5m'].count - calls['1m'].count).toBe(1);
  });

  it('are counted once for an idempotency key, however often they come', async () => {
    const before = await countOf('anthropic');
    const body = JSON.stringify({ target: 'anthropic', ok: true });
    const first = await send(body, { 'idempotency-key': 'batch-1' });
    const again = await send(body, { 'idempotency-key': 'batch-1' });
    expect([again.status, again.text]).toEqual([202, first.text]);
    expect(await countOf('anthropic')).toBe(before + 1);
    const other = await send(JSON.stringify({ target: 'openai', ok: true }), {
      'idempotency-key': 'batch-1',
    });
    expect(other.status).toBe(422);
    expect(other.body.errors[0]).toMatchObject({ field: 'Idempotency-Key', value: 'batch-1' });
  });

  it('may be mended under the key with which they were refused', async () => {
    const headers = { 'idempotency-key': 'batch-2' };
    expect((await send('{"target":"openai"}', headers)).status).toBe(400);
    expect((await send('{"target":"openai","ok":true}', headers)).status).toBe(202);
  });

  it('may be compressed, up to the limit that they have unpacked', async () => {
    const gzip = { 'content-encoding': 'gzip' };
    const body = JSON.stringify({ target: 'openai', ok: true });
    expect((await send(gzipSync(body), gzip)).status).toBe(202);
    expect((await send(gzipSync(Buffer.alloc(20_000_000)), gzip)).status).toBe(413);
    expect((await send('no gzip', gzip)).status).toBe(400);
    expect((await send(body, { 'content-encoding': 'br' })).status).toBe(415);
  });

  it('are refused when they are too long, of another type, or no JSON', async () => {
    expect((await send(' '.repeat(1_100_000))).status).toBe(413);
    expect((await send('x', { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await send('a=b', { 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(415);
    expect((await send('{"target":')).status).toBe(400);
    expect((await send('')).status).toBe(400);
  });

  it('wait for room when too much is waiting, and none that was accepted is lost', async () => {
    const queue = app.app.get(IntakeQueue);
    const before = await countOf('anthropic');
    const waiting = 200_000;
    queue.offer(
      Array.from({ length: waiting }, () =>
        buildObservation({
          targetId: 'anthropic',
          source: 'traffic',
          depth: 'traffic',
          at: Date.now(),
          atMonotonicMs: performance.now(),
        }),
      ),
    );
    const refused = await app.app.inject({
      method: 'POST',
      url: PATH,
      payload: { target: 'anthropic', ok: true },
    });
    expect([refused.statusCode, refused.headers['retry-after']]).toEqual([429, '1']);
    await until(
      () => queue.size,
      (size) => size === 0,
    );
    expect((await post({ target: 'anthropic', ok: true })).status).toBe(202);
    expect(await countOf('anthropic')).toBe(before + waiting + 1);
  });

  it('of which nobody watches the target are listed', async () => {
    await post({ target: 'mistral', ok: true });
    await post({ target: 'mistral', ok: false, failure: 'timeout' });
    const { body } = await app.get('/health/integration/unknown-targets');
    expect(body.items[0]).toMatchObject({ name: 'mistral', host: null, endpoint: 'observations', count: 2 });
    expect(Date.parse(body.items[0].last_seen_at)).toBeGreaterThan(Date.now() - 10_000);
  });

  it('do not open other routes to bodies that those do not read', async () => {
    const answer = await app.request('/health/integration/circuits/openai/open', {
      method: 'POST',
      headers: { 'content-type': 'application/vnd.bellwether.raw-body' },
      body: '{}',
    });
    expect(answer.status).toBe(415);
  });

  it('are counted in the metrics', async () => {
    const { text } = await app.get('/metrics');
    expect(text).toMatch(/bellwether_intake_accepted_total\{endpoint="observations"\} \d\d/);
    expect(text).toMatch(/bellwether_intake_rejected_total\{endpoint="observations",reason="ok"\} \d/);
    expect(text).toMatch(
      /bellwether_intake_rejected_total\{endpoint="observations",reason="unknown_target"\} \d/,
    );
    expect(text).toContain('bellwether_intake_queued 0\n');
  });
});
