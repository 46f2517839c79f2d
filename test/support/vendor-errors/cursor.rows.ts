import type { ErrorRow } from '../describe-errors.ts';

export const CURSOR_ROWS: readonly ErrorRow[] = [
  ['cursor', 401, { error: { code: 'unauthorized', message: '' } }, 'auth'],
  ['cursor', 401, { error: { code: 'api_key_not_found', message: '' } }, 'auth', 'api_key_not_found'],
  ['cursor', 403, { error: { code: 'plan_required', message: '' } }, 'permission'],
  ['cursor', 403, { error: { code: 'role_forbidden', message: '' } }, 'permission'],
  ['cursor', 403, { error: { code: 'feature_unavailable', message: '' } }, 'permission'],
  ['cursor', 403, { error: { code: 'service_account_required', message: '' } }, 'permission'],
  ['cursor', 409, { error: { code: 'conflict', message: '' } }, 'bad_request'],
  ['cursor', 410, { error: { code: 'stream_expired', message: '' } }, 'bad_request'],
  ['cursor', 429, { error: { code: 'rate_limit_exceeded', message: '' } }, 'rate_limited'],
  [
    'cursor',
    429,
    { error: { code: 'usage_limit_exceeded', message: '' } },
    'quota_exhausted',
    'usage_limit_exceeded',
  ],
  ['cursor', 501, { error: { code: 'not_implemented', message: '' } }, 'server_error'],
  ['cursor', 502, { error: { code: 'upstream_error', message: '' } }, 'server_error'],
  ['cursor', 503, { error: { code: 'stream_unavailable', message: '' } }, 'overloaded'],
  ['cursor', 404, { error: { code: 'not_found', message: '' } }, 'model_unavailable'],
  [
    'cursor',
    429,
    { error: { code: 'rate_limit_exceeded', message: '' } },
    'rate_limited',
    undefined,
    { headers: { 'retry-after': '60' }, retryAfterMs: 60_000 },
  ],
  ['cursor', 500, { error: { code: 'internal_error', message: '' } }, 'server_error'],
];
