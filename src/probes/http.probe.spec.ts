import { ProbeBench } from '../../test/contracts/probe-bench.ts';
import { json, text, type Answer } from '../../test/contracts/loopback-server.ts';
import { Secret } from '../settings/secret.ts';
import type { ProviderSettings } from '../settings/settings.ts';
import type { ProbeResult } from './probe.ts';

describe('probes', () => {
  const bench = new ProbeBench();
  const { server } = bench;
  const check = bench.check.bind(bench);

  beforeAll(() => bench.start());
  afterAll(() => bench.stop());

  describe('of plain HTTP', () => {
    const expecting = (settings: Partial<ProviderSettings['http']>) => ({
      provider: {
        http: {
          method: 'GET' as const,
          path: '',
          headers: {},
          expectedStatus: [],
          expectedText: null,
          body: null,
          expectedJson: [],
          certificateWarningDays: 14,
          ...settings,
        },
      },
    });

    it.each<[string, Answer, Partial<ProviderSettings['http']>, Partial<ProbeResult>]>([
      ['any 2xx', text(204, ''), {}, { ok: true, httpStatus: 204 }],
      ['the expected redirect', text(302, '', { location: '/x' }), { expectedStatus: [302] }, { ok: true }],
      ['the expected error', text(418, ''), { expectedStatus: [200, 418] }, { ok: true }],
      ['the expected text', text(200, 'all fine'), { expectedText: 'fine' }, { ok: true }],
      ['a missing text', text(200, 'oops'), { expectedText: 'fine' }, { failure: 'invalid_response' }],
      [
        'a 404',
        text(404, ''),
        {},
        { failure: 'invalid_response', detail: '404 from GET / is not the expected status' },
      ],
      ['an unexpected 200', text(200, ''), { expectedStatus: [204] }, { failure: 'invalid_response' }],
      ['a 503', text(503, ''), {}, { failure: 'server_error' }],
      [
        'the expected JSON',
        json(200, { queue: { workers: [{ alive: true }] } }),
        { expectedJson: [{ path: '$.queue.workers[0].alive', equals: true }] },
        { ok: true },
      ],
      [
        'other JSON',
        json(200, { state: 'canary' }),
        { expectedJson: [{ path: '$.state', equals: 'ok' }] },
        { failure: 'invalid_response', detail: '200 from GET /: $.state is not what is expected' },
      ],
      [
        'what is no JSON',
        text(200, '<html>'),
        { expectedJson: [{ path: '$.state', equals: 'ok' }] },
        { failure: 'invalid_response', detail: '200 from GET /: the body is not JSON' },
      ],
      ['no HEAD body', text(200, 'x'), { method: 'HEAD' }, { ok: true }],
    ])('judge %s by the settings', async (_name, answer, settings, expected) => {
      expect(await check('http', answer, expecting(settings))).toMatchObject(expected);
    });

    it.each([
      ['POST', '{"deep":true}', 'application/json'],
      ['PUT', 'ping', 'text/plain; charset=utf-8'],
      ['GET', undefined, undefined],
    ] as const)('send a body with %s: %s', async (method, sent, type) => {
      let received = '';
      const answer: Answer = (request, response) => {
        request.on('data', (chunk: Buffer) => (received += chunk.toString()));
        request.on('end', () => response.end());
      };
      await check('http', answer, expecting({ method, body: new Secret(sent ?? 'unsent') }));
      expect(received).toBe(sent ?? '');
      expect(server.seen[0]?.headers['content-type']).toBe(type);
    });

    it('ask as the settings say', async () => {
      await check(
        'http',
        text(200, ''),
        expecting({ method: 'POST', path: 'ping?deep=1', headers: { 'X-A': '1' } }),
      );
      expect(server.seen[0]).toMatchObject({ url: '/ping?deep=1', headers: { 'x-a': '1' } });
    });
  });
});
