import type { ErrorRow } from '../describe-errors.ts';

const openai = (type: string | null, code: string | null, message = '') => ({
  error: { message, type, param: null, code },
});

export const GROQ_ROWS: readonly ErrorRow[] = [
  ['groq', 404, openai('invalid_request_error', 'model_not_found'), 'model_unavailable'],
  ['groq', 400, openai('invalid_request_error', 'tool_use_failed'), 'bad_request'],
  ['groq', 429, openai('tokens', 'rate_limit_exceeded'), 'rate_limited'],
  ['groq', 498, openai(null, 'capacity_exceeded'), 'rate_limited', 'capacity_exceeded'],
  ['groq', 498, '', 'rate_limited'],
  ['groq', 424, '', 'server_error'],
  ['groq', 499, '', 'cancelled'],
  ['groq', 413, '', 'bad_request'],
  [
    'groq',
    401,
    openai('invalid_request_error', 'invalid_api_key', 'Invalid API Key'),
    'auth',
    'invalid_api_key',
  ],
  ['groq', 422, openai('invalid_request_error', null), 'bad_request'],
  [
    'groq',
    429,
    openai('requests', 'rate_limit_exceeded'),
    'rate_limited',
    undefined,
    { headers: { 'retry-after': '7' }, retryAfterMs: 7000 },
  ],
  ['groq', 502, '', 'server_error'],
  ['groq', 503, openai('internal_server_error', null), 'server_error'],
  ['groq', 403, openai('permissions_error', null, 'Forbidden'), 'permission'],
  ['groq', 500, openai('internal_server_error', null), 'server_error'],
];
