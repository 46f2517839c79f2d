import Anthropic from '@anthropic-ai/sdk';
import { ApiError } from '@google/genai';
import OpenAI from 'openai';
import { ROWS_READ_AT } from '../../../test/support/describe-errors.ts';
import { ALL_ROWS } from '../../../test/support/vendor-errors/all-rows.ts';
import { outcomeOfError, type Reading } from './thrown-error.ts';

const READING: Reading = { vendor: 'openai', secrets: ['sk-canary-0123456789'], now: ROWS_READ_AT };

function caused(code: string): Error {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });
}

describe('an error that a call threw', () => {
  it.each(
    ALL_ROWS.filter(([, status]) => (status ?? 0) >= 300).map(
      (row) => [row[0], row[1], row[3], row] as const,
    ),
  )('of %s, %i, is %s', (vendor, status, expected, [, , body]) => {
    const error = Object.assign(new Error('refused'), { status, headers: new Headers(), error: body });
    const outcome = outcomeOfError(error, { ...READING, vendor });
    expect(outcome.failure).toBe(expected === 'cancelled' ? 'server_error' : expected);
    expect(outcome).toMatchObject({ progress: 'refused', httpStatus: status });
  });

  const headers = new Headers({ 'x-request-id': 'req_1', 'retry-after': '7' });
  const openAiBody = { error: { message: 'x', type: 'insufficient_quota', code: 'insufficient_quota' } };
  const anthropicBody = { type: 'error', error: { type: 'overloaded_error', message: 'x' } };
  const googleBody = JSON.stringify({
    error: {
      code: 400,
      message: 'API key not valid.',
      status: 'INVALID_ARGUMENT',
      details: [{ reason: 'API_KEY_INVALID' }],
    },
  });

  it.each([
    [
      'OpenAI: quota',
      OpenAI.APIError.generate(429, openAiBody, undefined, headers),
      'quota_exhausted',
      'refused',
    ],
    ['OpenAI: rate limit', OpenAI.APIError.generate(429, {}, undefined, headers), 'rate_limited', 'refused'],
    [
      'OpenAI: event of a stream',
      new OpenAI.APIError(undefined, { type: 'server_error', message: 'x' }, undefined, headers),
      'server_error',
      'refused',
    ],
    [
      'OpenAI: connection',
      new OpenAI.APIConnectionError({ cause: caused('ECONNRESET') }),
      'network',
      'unknown',
    ],
    [
      'OpenAI: no connection',
      new OpenAI.APIConnectionError({ cause: caused('ECONNREFUSED') }),
      'network',
      'none',
    ],
    ['OpenAI: timeout', new OpenAI.APIConnectionTimeoutError(), 'timeout', 'unknown'],
    ['OpenAI: aborted', new OpenAI.APIUserAbortError(), 'cancelled', 'unknown'],
    [
      'Anthropic: overload',
      Anthropic.APIError.generate(529, anthropicBody, undefined, headers),
      'overloaded',
      'refused',
    ],
    ['Anthropic: timeout', new Anthropic.APIConnectionTimeoutError(), 'timeout', 'unknown'],
    ['Anthropic: aborted', new Anthropic.APIUserAbortError(), 'cancelled', 'unknown'],
    ['fetch: host not found', caused('ENOTFOUND'), 'network', 'none'],
    ['fetch: reset', caused('ECONNRESET'), 'network', 'unknown'],
    ['fetch: nothing known', new TypeError('fetch failed'), 'network', 'unknown'],
    ['AbortError', new DOMException('gone', 'AbortError'), 'cancelled', 'unknown'],
    ['TimeoutError', new DOMException('late', 'TimeoutError'), 'timeout', 'unknown'],
    ['plain, with a status', Object.assign(new Error('x'), { status: 503 }), 'server_error', 'refused'],
    [
      'plain, with a status and a code',
      { status: 429, code: 'insufficient_quota', message: 'x' },
      'quota_exhausted',
      'refused',
    ],
    ['AI SDK', Object.assign(new Error('x'), { statusCode: 401, responseBody: '{}' }), 'auth', 'refused'],
    [
      'axios',
      Object.assign(new Error('x'), { response: { status: 402, data: {}, headers: {} } }),
      'quota_exhausted',
      'refused',
    ],
    [
      'wrapped',
      new Error('llm failed', { cause: Object.assign(new Error('x'), { status: 404 }) }),
      'model_unavailable',
      'refused',
    ],
    ['of parsing', new SyntaxError('Unexpected token'), 'invalid_response', 'unknown'],
    ['of the program', new TypeError('x is not a function'), 'bad_request', 'unknown'],
    ['that says nothing', new Error('boom'), 'server_error', 'refused'],
    ['that is none', 'boom', 'server_error', 'refused'],
  ])('%s', (_, error, failure, progress) => {
    expect(outcomeOfError(error, READING)).toMatchObject({ failure, progress });
  });

  it('of Google has its body as its message', () => {
    const error = new ApiError({ status: 400, message: googleBody });
    expect(outcomeOfError(error, { ...READING, vendor: 'google' }).failure).toBe('auth');
  });

  it('says who was asked to wait, and who can be asked', () => {
    const error = OpenAI.APIError.generate(429, {}, undefined, headers);
    expect(outcomeOfError(error, READING)).toMatchObject({ retryAfterMs: 7_000, requestId: 'req_1' });
  });

  it('shows no secret that came back', () => {
    const error = Object.assign(new Error('x'), { status: 500, error: { code: 'sk-canary-0123456789' } });
    expect(JSON.stringify(outcomeOfError(error, READING))).not.toContain('canary');
  });

  it('ends with causes that lead in a circle', () => {
    const error: { cause?: unknown } = new Error('round');
    error.cause = error;
    expect(outcomeOfError(error, READING).failure).toBe('server_error');
  });
});
