import { ProbeBench } from '../../test/contracts/probe-bench.ts';
import { json, routes, text, type Answer } from '../../test/contracts/loopback-server.ts';
import type { ProviderKind } from '../settings/settings.ts';

describe('probes of endpoints', () => {
  const bench = new ProbeBench();
  const { clock, server } = bench;
  const check = bench.check.bind(bench);

  beforeAll(() => bench.start());
  afterAll(() => bench.stop());

  const listing = (...ids: string[]) => json(200, { data: ids.map((id) => ({ id })) });

  describe('at reach', () => {
    it.each([400, 401, 403, 404, 405, 410])('take a %i for a living edge, JSON or not', async (status) => {
      for (const answer of [
        json(status, { error: { message: 'no' } }),
        text(status, '<html>'),
        text(status, ''),
      ]) {
        expect(await check('openai', answer, { level: 'reach' })).toMatchObject({
          ok: true,
          httpStatus: status,
        });
      }
    });

    it('take an empty 200 for an answer, which at auth it is not', async () => {
      expect((await check('openai', text(200, ''), { level: 'reach' })).ok).toBe(true);
      expect(await check('openai', text(200, ''))).toMatchObject({
        failure: 'invalid_response',
        detail: '200 from GET /models: empty body',
      });
    });

    it('ask all that they ask over one connection', async () => {
      const ports = new Set<number | undefined>();
      const noting =
        (body: unknown): Answer =>
        (request, response) => {
          ports.add(request.socket.remotePort);
          json(200, body)(request, response);
        };
      await check(
        'ollama',
        routes({ '/api/version': noting({ version: '1' }), '/api/tags': noting({ models: [] }) }),
      );
      expect(ports.size).toBe(1);
    });

    it('ask on for facts only where the first answer was one', async () => {
      await check('ollama', json(403, {}), { level: 'reach' });
      expect(server.seen.map(({ url }) => url)).toEqual(['/api/version']);
    });

    it('do not take our own proxy that wants credentials for the provider', async () => {
      expect(await check('openai', text(407, ''), { level: 'reach' })).toMatchObject({
        failure: 'bad_request',
      });
    });
  });

  describe('evidence', () => {
    it('is one clause: what came back, from what, and the code of the vendor', async () => {
      const busy = json(503, { error: { type: 'service_unavailable_error', code: 'server_is_overloaded' } });
      const result = await check('openai', busy, {
        provider: { baseUrl: `${server.url}/gateway/v1/?tenant=t-1` },
      });
      expect(result.detail).toBe('503 from GET /gateway/v1/models: server_is_overloaded');
      expect(server.seen[0]?.url).toBe('/gateway/v1/models?tenant=t-1');
    });

    it('says that a missing list is a matter of the address', async () => {
      expect(await check('openai', json(404, { detail: 'Not Found' }))).toMatchObject({
        failure: 'bad_request',
        detail: '404 from GET /models: base_url may be wrong',
      });
    });

    it('names the place and the rule of an unexpected body, and not its value', async () => {
      expect((await check('openai', json(200, { data: [{ id: 7 }] }))).detail).toBe(
        '200 from GET /models: unexpected body at data.0.id (invalid_type)',
      );
    });

    it('carries the rate limit of a success', async () => {
      const headers = { 'x-ratelimit-limit-requests': '500', 'x-ratelimit-remaining-requests': '12' };
      expect((await check('openai', json(200, { data: [] }, headers))).rateLimit).toMatchObject({
        remainingRequests: 12,
        limitRequests: 500,
      });
    });

    it('measures the first answer, not the facts gathered after it', async () => {
      const slowly =
        (ms: number, body: unknown): Answer =>
        (request, response) => {
          clock.advance(ms);
          json(200, body)(request, response);
        };
      const answer = routes({
        '/api/version': slowly(5, { version: '1' }),
        '/api/tags': slowly(70, { models: [] }),
      });
      expect((await check('ollama', answer)).latencyMs).toBe(5);
    });
  });

  describe('models', () => {
    it('are all named, the configured ones shown', async () => {
      const result = await check('openai', listing('a', 'b', 'c'), { provider: { models: ['c', 'x'] } });
      expect(result.models).toEqual(['a', 'b', 'c']);
      expect(result.capabilities).toEqual({ models: ['c'], models_total: 3 });
    });

    it('are named as the settings name them too, where the list has a dated name', async () => {
      const result = await check('anthropic', listing('claude-x-20251001'), {
        provider: { models: ['claude-x'] },
      });
      expect(result.models).toEqual(['claude-x-20251001', 'claude-x']);
      expect(result.capabilities).toEqual({ models: ['claude-x'], models_total: 1 });
    });

    it('are shown fifty at most where none is configured', async () => {
      const ids = Array.from({ length: 60 }, (_, i) => `m${i}`);
      const { capabilities } = await check('openai', listing(...ids));
      expect(capabilities).toEqual({ models: ids.slice(0, 50), models_total: 60 });
    });

    it('are not complained of while there may be more of them', async () => {
      const page = json(200, { data: [{ id: 'claude-a' }], has_more: true });
      expect(await check('anthropic', page, { target: { model: 'claude-b' } })).toMatchObject({
        ok: true,
        models: null,
      });
      const googlePage = json(200, { models: [{ name: 'models/a' }], nextPageToken: 'x' });
      expect((await check('google', googlePage)).models).toBeNull();
    });

    it('that are targets of their own fail when they are not listed', async () => {
      const target = { id: 'openai/gone', model: 'gone' };
      expect(await check('openai', listing('a'), { target })).toMatchObject({
        failure: 'model_unavailable',
        detail: 'gone is not in the models list',
      });
      expect(await check('openai', listing('gone'), { target })).toMatchObject({ ok: true });
    });

    it('of Google are named without their prefix', async () => {
      expect((await check('google', json(200, { models: [{ name: 'models/gemini-x' }] }))).models).toEqual([
        'gemini-x',
      ]);
    });

    it('of Cursor come as objects or as names', async () => {
      expect((await check('cursor', json(200, { models: ['a'] }))).models).toEqual(['a']);
    });

    it.each<[ProviderKind, unknown, string | null]>([
      ['openai', { data: [{ id: 'old', shutdown_date: '2026-12-01' }] }, '2026-12-01'],
      [
        'anthropic',
        { data: [{ id: 'old', lifecycle: 'deprecated', retires_at: '2026-12-01T00:00:00Z' }] },
        '2026-12-01T00:00:00Z',
      ],
      ['anthropic', { data: [{ id: 'old', lifecycle: 'deprecated', retires_at: null }] }, null],
      ['openai_compatible', { data: [{ id: 'old', deprecation: '2026-12-01' }] }, '2026-12-01'],
      [
        'openai_compatible',
        { data: [{ id: 'old', deprecation: { inference: 1_795_000_000 } }] },
        '2026-11-18T11:06:40.000Z',
      ],
    ])('of %s tell when they retire', async (kind, body, at) => {
      const { capabilities } = await check(kind, json(200, body), { provider: { models: ['old'] } });
      expect(capabilities['deprecations']).toEqual([{ model: 'old', at }]);
    });
  });

  it('see an error within a 200', async () => {
    const broken = json(200, { error: { code: 502, message: 'Provider returned error' } });
    expect(await check('openai_compatible', broken)).toMatchObject({
      failure: 'server_error',
      httpStatus: 200,
    });
    const limited = json(200, { error: { code: 429, message: '' } });
    expect(await check('openai_compatible', limited, { level: 'reach' })).toMatchObject({
      failure: 'rate_limited',
    });
  });
});
