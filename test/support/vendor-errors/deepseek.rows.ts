import type { ErrorRow } from '../describe-errors.ts';

const openai = (type: string | null, code: string | null, message = '') => ({
  error: { message, type, param: null, code },
});

export const DEEPSEEK_ROWS: readonly ErrorRow[] = [
  ['deepseek', 400, openai('invalid_request_error', 'invalid_request_error'), 'bad_request'],
  ['deepseek', 401, openai('authentication_error', 'invalid_request_error'), 'auth'],
  [
    'deepseek',
    402,
    openai('unknown_error', 'invalid_request_error', 'Insufficient Balance'),
    'quota_exhausted',
  ],
  ['deepseek', 422, openai('invalid_request_error', null), 'bad_request'],
  ['deepseek', 429, openai(null, null, 'Rate Limit Reached'), 'rate_limited'],
  ['deepseek', 500, openai(null, null), 'server_error', null],
  ['deepseek', 503, openai(null, null, 'Server Overloaded'), 'overloaded'],
  ['deepseek', 503, '', 'overloaded'],
  [
    'deepseek',
    429,
    openai(null, null, 'Rate Limit Reached'),
    'rate_limited',
    undefined,
    { headers: { 'retry-after': '5' }, retryAfterMs: 5000 },
  ],
  [
    'deepseek',
    404,
    openai('invalid_request_error', 'invalid_request_error', 'Model Not Exist'),
    'model_unavailable',
  ],
  [
    'deepseek',
    400,
    openai('invalid_request_error', 'invalid_request_error', 'Model Not Exist'),
    'model_unavailable',
  ],
  ['deepseek', 402, '', 'quota_exhausted'],
  ['deepseek', 502, '<html>', 'server_error'],
];
