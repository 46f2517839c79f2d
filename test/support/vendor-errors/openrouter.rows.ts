import type { ErrorRow } from '../describe-errors.ts';

export const OPENROUTER_ROWS: readonly ErrorRow[] = [
  ['openrouter', 402, { error: { code: 402, message: 'Insufficient credits' } }, 'quota_exhausted'],
  [
    'openrouter',
    402,
    { error: { code: 402, message: '', metadata: { limit_source: 'openrouter_in_flight_budget' } } },
    'rate_limited',
  ],
  ['openrouter', 402, { error: { code: 'in_flight_budget_exhausted', message: '' } }, 'rate_limited'],
  [
    'openrouter',
    403,
    { error: { code: 403, message: 'requires moderation', metadata: { reasons: ['violence'] } } },
    'content_filtered',
  ],
  ['openrouter', 408, { error: { code: 408, message: '' } }, 'timeout'],
  ['openrouter', 429, { error: { code: 429, message: 'Provider returned error' } }, 'rate_limited'],
  ['openrouter', 502, { error: { code: 502, message: '' } }, 'server_error'],
  ['openrouter', 503, { error: { code: 503, message: 'no provider' } }, 'overloaded'],
  ['openrouter', 524, '<html>', 'server_error'],
  ['openrouter', 529, { error: { code: 529, message: '' } }, 'overloaded'],
  ['openrouter', 200, { error: { code: 502, message: 'Provider returned error' } }, 'server_error', null],
  ['openrouter', 200, { error: { code: 429, message: '' } }, 'rate_limited'],
  ['openrouter', 401, { error: { code: 401, message: 'User not found.' } }, 'auth'],
  ['openrouter', 400, { error: { code: 400, message: 'Bad request' } }, 'bad_request'],
  [
    'openrouter',
    429,
    { error: { code: 429, message: 'Rate limit exceeded: free-models-per-min' } },
    'rate_limited',
    undefined,
    { headers: { 'retry-after': '9' }, retryAfterMs: 9000 },
  ],
  ['openrouter', 200, { error: { code: 402, message: 'Insufficient credits' } }, 'quota_exhausted'],
];
