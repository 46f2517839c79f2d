import { Logger } from '@nestjs/common';
import { Agent } from 'undici';
import { vendorOf, type Vendor } from '../../src/observations/errors/vendors.ts';
import { blameOf, type FailureKind } from '../../src/observations/failure-kind.ts';
import { HttpExchange } from '../../src/probes/http-exchange.ts';
import { Prober } from '../../src/probes/prober.ts';
import { builtInProbes } from '../../src/probes/probes.list.ts';
import { json, LoopbackServer, text, type Answer } from '../contracts/loopback-server.ts';
import { CANARY_KEY, targetAt } from '../contracts/probe-targets.ts';
import { ROWS_READ_AT, type ErrorRow } from '../support/describe-errors.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { ALL_ROWS } from '../support/vendor-errors/all-rows.ts';

/** Where the vendors are that speak like OpenAI; over the wire each name leads to loopback. */
const HOSTS: Partial<Record<Vendor, string>> = {
  openrouter: 'openrouter.ai/api/v1',
  groq: 'api.groq.com/openai/v1',
  mistral: 'api.mistral.ai/v1',
  xai: 'api.x.ai/v1',
  azure_openai: 'acme.openai.azure.com/openai/v1',
};

/**
 * Every row is an answer to a check, but for what only a stream or a report of a caller can be, and for Qwen's 404: its
 * list is not documented, so that it may be missing from an API that works.
 */
const WIRE_ROWS = ALL_ROWS.filter(
  ([vendor, status]) => status !== null && !(vendor === 'qwen' && status === 404),
);

/**
 * What a row means as the answer to a list: a 404 says that the address is wrong, not that a model is missing; and who
 * gives up on a check that we wait for is the server.
 */
function meantForAList([, , , expected]: ErrorRow): FailureKind {
  if (expected === 'model_unavailable') return 'bad_request';
  return expected === 'cancelled' ? 'server_error' : expected;
}

/** The documented answer by a server that sends the key back wherever it can. */
function leaking([, status, body, , , wait]: ErrorRow): Answer {
  const headers = { ...wait?.headers, 'x-request-id': `req-${CANARY_KEY}`, 'x-echo': `Bearer ${CANARY_KEY}` };
  if (typeof body === 'string') return text(status ?? 200, `${body}${CANARY_KEY}`, headers);
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  return json(status ?? 200, isObject ? { ...body, debug: `Bearer ${CANARY_KEY}` } : body, headers);
}

describe('errors over the wire, at check level', () => {
  const server = new LoopbackServer();
  const clock = new FakeClock(new Date(ROWS_READ_AT).toISOString());
  const dispatcher = new Agent({
    connect: { lookup: (_host, _options, done) => done(null, [{ address: '127.0.0.1', family: 4 }]) },
  });
  const http = new HttpExchange(dispatcher, clock, 'bellwether/test');
  const prober = new Prober(builtInProbes(http, clock), clock);
  const logged: unknown[] = [];
  const unhandled: unknown[] = [];
  const keep = (...entry: unknown[]): void => void logged.push(entry);
  const onUnhandled = (error: unknown): void => void unhandled.push(error);

  beforeAll(async () => {
    Logger.overrideLogger({ log: keep, error: keep, warn: keep, debug: keep, verbose: keep });
    process.on('unhandledRejection', onUnhandled);
    await server.start();
  });
  afterAll(async () => {
    process.off('unhandledRejection', onUnhandled);
    Logger.overrideLogger(['error', 'warn', 'log']);
    await Promise.all([http.close(), server.stop()]);
  });

  it.each(WIRE_ROWS.map((row) => [row[0], row[1], row[3], row] as const))(
    '%s, %i: %s',
    async (vendor, status, _expected, row) => {
      server.answer = leaking(row);
      const host = HOSTS[vendor];
      const kind = host === undefined ? vendor : 'openai_compatible';
      const baseUrl = host === undefined ? server.url : `http://${host.replace('/', `:${server.port}/`)}`;
      expect(vendorOf(kind, baseUrl)).toBe(vendor);
      const outcome = await prober.check(targetAt(kind, baseUrl), new AbortController().signal);
      const failure = meantForAList(row);
      expect(outcome.observation).toMatchObject({
        ok: false,
        failure,
        blame: blameOf(failure),
        httpStatus: status,
        ...(row[5] === undefined ? {} : { retryAfterMs: row[5].retryAfterMs }),
      });
      const told = JSON.stringify([outcome, logged]);
      expect(told).not.toContain(CANARY_KEY);
      expect(told).not.toContain('canary');
      expect([logged, unhandled]).toEqual([[], []]);
    },
  );

  it('cover every vendor', () => {
    const vendors = new Set(WIRE_ROWS.map(([vendor]) => vendor));
    for (const vendor of [
      'openai',
      'anthropic',
      'google',
      'deepseek',
      'qwen',
      'cursor',
      'openai_compatible',
      'litellm',
      'openrouter',
      'groq',
      'mistral',
      'xai',
      'azure_openai',
      'ollama',
      'vllm',
      'llamacpp',
      'tgi',
      'comfyui',
      'gradio',
    ] as const) {
      expect([vendor, vendors.has(vendor)]).toEqual([vendor, true]);
    }
  });
});
