import { Logger } from '@nestjs/common';
import { Agent } from 'undici';
import { vendorOf, type Vendor } from '../../src/observations/errors/vendors.ts';
import type { FailureKind } from '../../src/observations/failure-kind.ts';
import { GenerateProber } from '../../src/probes/generate/generate-prober.ts';
import { json, LoopbackServer, text, type Answer } from '../contracts/loopback-server.ts';
import { CANARY_KEY, targetAt } from '../contracts/probe-targets.ts';
import { ROWS_READ_AT, type ErrorRow } from '../support/describe-errors.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { ALL_ROWS } from '../support/vendor-errors/all-rows.ts';
import { canGenerate } from '../../src/settings/provider-kinds.ts';
import { generateSettings } from './generate-bench.ts';

/** Where the vendors are that speak like OpenAI; over the wire each name leads to loopback. */
const HOSTS: Partial<Record<Vendor, string>> = {
  openrouter: 'openrouter.ai/api/v1',
  groq: 'api.groq.com/openai/v1',
  mistral: 'api.mistral.ai/v1',
  xai: 'api.x.ai/v1',
  azure_openai: 'acme.openai.azure.com/openai/v1',
};

const ROWS = ALL_ROWS.filter(([vendor]) => HOSTS[vendor] !== undefined || canGenerate(vendor));
const ANSWERED = ROWS.filter(([, status]) => status !== null && status >= 300);
/** What is told without a status, or with one that says nothing, can be told within a stream. */
const STREAMED = ROWS.filter(
  ([, status, body]) => (status === null || status < 300) && typeof body === 'object' && body !== null,
);

/** Who gives up on a call that we wait for is the server. */
function meantForACall([, , , expected]: ErrorRow): FailureKind {
  return expected === 'cancelled' ? 'server_error' : expected;
}

/** The documented answer by a server that sends the key back wherever it can. */
function leaking([, status, body, , , wait]: ErrorRow): Answer {
  const headers = { ...wait?.headers, 'x-request-id': `req-${CANARY_KEY}`, 'x-echo': `Bearer ${CANARY_KEY}` };
  if (typeof body === 'string') return text(status ?? 200, `${body}${CANARY_KEY}`, headers);
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  return json(status ?? 200, isObject ? { ...body, debug: `Bearer ${CANARY_KEY}` } : body, headers);
}

function streaming([, , body]: ErrorRow): Answer {
  const event = `data: ${JSON.stringify(body)}\n\n`;
  return text(200, event, { 'content-type': 'text/event-stream' });
}

describe('errors over the wire, at generate level', () => {
  const server = new LoopbackServer();
  const clock = new FakeClock(new Date(ROWS_READ_AT).toISOString());
  const dispatcher = new Agent({
    connect: { lookup: (_host, _options, done) => done(null, [{ address: '127.0.0.1', family: 4 }]) },
  });
  const prober = new GenerateProber(dispatcher, clock, () => 0.5);
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
    await Promise.all([dispatcher.destroy(), server.stop()]);
  });

  async function ask(vendor: Vendor, answer: Answer) {
    server.answer = answer;
    logged.length = 0;
    const host = HOSTS[vendor];
    const kind = host === undefined ? vendor : 'openai_compatible';
    const baseUrl = host === undefined ? server.url : `http://${host.replace('/', `:${server.port}/`)}`;
    expect(vendorOf(kind, baseUrl)).toBe(vendor);
    const { provider } = targetAt(kind, baseUrl);
    const result = await prober.generate(provider, generateSettings(), new AbortController().signal);
    expect(JSON.stringify([result, logged])).not.toContain('canary');
    expect(logged.filter((entry) => JSON.stringify(entry).includes('defect'))).toEqual([]);
    expect(unhandled).toEqual([]);
    return result;
  }

  it.each(ANSWERED.map((row) => [row[0], row[1], row[3], row] as const))(
    '%s, %i: %s',
    async (vendor, status, _expected, row) => {
      expect(await ask(vendor, leaking(row))).toMatchObject({
        ok: false,
        failure: meantForACall(row),
        httpStatus: status,
        isLocal: false,
        isBillable: false,
        ...(row[5] === undefined ? {} : { retryAfterMs: row[5].retryAfterMs }),
      });
    },
  );

  it.each(STREAMED.map((row) => [row[0], JSON.stringify(row[2]), row[3], row] as const))(
    '%s, in a stream, %s: %s',
    async (vendor, _body, _expected, row) => {
      const { ok, failure } = await ask(vendor, streaming(row));
      expect({ ok, failure }).toEqual({ ok: false, failure: meantForACall(row) });
    },
  );

  it('cover every vendor that can be asked for completions', () => {
    const vendors = new Set(ANSWERED.map(([vendor]) => vendor));
    const expected: readonly Vendor[] = [
      'openai',
      'anthropic',
      'google',
      'deepseek',
      'qwen',
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
    ];
    expect(expected.filter((vendor) => !vendors.has(vendor))).toEqual([]);
    expect(STREAMED.length).toBeGreaterThan(5);
  });
});
