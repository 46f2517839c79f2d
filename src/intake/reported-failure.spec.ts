import type { FailureKind } from '../observations/failure-kind.ts';
import { failureOf, type ReportedError } from './reported-failure.ts';

function kindOf(error: Partial<ReportedError>): FailureKind | null {
  const nothing = {
    vendor: 'openai',
    httpStatus: null,
    body: null,
    name: null,
    headers: {},
    now: 0,
  } as const;
  return failureOf({ ...nothing, ...error })?.failure ?? null;
}

describe('a failure that its reporter did not name', () => {
  it.each<[string, Partial<ReportedError>, FailureKind]>([
    ['a status', { httpStatus: 503 }, 'server_error'],
    ['a status of its own', { httpStatus: 529, vendor: 'anthropic' }, 'overloaded'],
    ['a 401', { httpStatus: 401 }, 'auth'],
    [
      'a body before its status',
      { httpStatus: 429, body: { error: { code: 'insufficient_quota' } } },
      'quota_exhausted',
    ],
    [
      'a body without a status',
      { vendor: 'anthropic', body: { error: { type: 'overloaded_error' } } },
      'overloaded',
    ],
    ['a body as text', { body: '{"error":{"code":"insufficient_quota"}}' }, 'quota_exhausted'],
    ['a status in a name', { name: '429' }, 'rate_limited'],
    ['a timeout of an SDK', { name: 'APIConnectionTimeoutError' }, 'timeout'],
    ['a timeout of Python', { name: 'openai.APITimeoutError' }, 'timeout'],
    ['a connection of an SDK', { name: 'APIConnectionError' }, 'network'],
    ['a name before its status', { name: 'APIConnectionError', httpStatus: 500 }, 'network'],
    ['a code of Node', { name: 'ECONNRESET' }, 'network'],
    ['a code of Node as the body', { body: 'ETIMEDOUT' }, 'timeout'],
    ['a code of Node in the body', { body: { code: 'ECONNREFUSED' } }, 'network'],
    ['what the caller did', { name: 'AbortError' }, 'cancelled'],
    ['a filter', { name: 'ContentPolicyViolationError', httpStatus: 400 }, 'content_filtered'],
    [
      'a quota behind a class',
      { name: 'RateLimitError', httpStatus: 429, body: { error: { code: 'insufficient_quota' } } },
      'quota_exhausted',
    ],
    ['a name that nobody knows', { name: '_OTHER' }, 'server_error'],
    ['a message alone', { body: { message: 'upstream went away' } }, 'server_error'],
  ])('is told by %s', (_, error, kind) => {
    expect(kindOf(error)).toBe(kind);
  });

  it.each<[string, Partial<ReportedError>]>([
    ['nothing', {}],
    ['a success', { httpStatus: 200 }],
    ['an empty body', { body: {} }],
  ])('is not told by %s', (_, error) => {
    expect(kindOf(error)).toBeNull();
  });

  it('keeps the code and nothing of the sentence', () => {
    const body = { error: { code: 'server_overloaded', message: 'canary: what the user wrote' } };
    const failure = failureOf({ vendor: 'openai', httpStatus: 503, body, name: null, headers: {}, now: 0 });
    expect(failure?.vendorCode).toBe('server_overloaded');
    expect(JSON.stringify(failure)).not.toContain('canary');
  });
});
