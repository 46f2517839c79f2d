import type { ErrorRow } from '../describe-errors.ts';

export const MISTRAL_ROWS: readonly ErrorRow[] = [
  ['mistral', 401, { detail: 'Unauthorized' }, 'auth'],
  ['mistral', 401, { message: 'Unauthorized', request_id: 'r' }, 'auth'],
  ['mistral', 402, '', 'quota_exhausted'],
  ['mistral', 422, { detail: [{ loc: ['body'], msg: 'field required', type: 'missing' }] }, 'bad_request'],
  [
    'mistral',
    400,
    { object: 'error', message: 'Invalid model: x', type: 'invalid_model', param: null, code: '1500' },
    'model_unavailable',
    '1500',
  ],
  [
    'mistral',
    503,
    { object: 'error', message: '', type: 'service_unavailable', param: null, code: null },
    'server_error',
  ],
  [
    'mistral',
    429,
    {
      object: 'error',
      message: 'Requests rate limit exceeded',
      type: 'rate_limited',
      param: null,
      code: '1300',
    },
    'rate_limited',
    undefined,
    { headers: { 'retry-after': '2' }, retryAfterMs: 2000 },
  ],
  [
    'mistral',
    429,
    {
      object: 'error',
      message: 'Service tier capacity exceeded for this model.',
      type: 'service_tier_capacity_exceeded',
      param: null,
      code: '3505',
    },
    'overloaded',
  ],
  [
    'mistral',
    404,
    { object: 'error', message: 'no such model', type: 'not_found', param: null, code: null },
    'model_unavailable',
  ],
  ['mistral', 429, { message: 'Requests rate limit exceeded', request_id: 'r' }, 'rate_limited'],
  [
    'mistral',
    500,
    { object: 'error', message: '', type: 'internal_server_error', code: null },
    'server_error',
  ],
];
