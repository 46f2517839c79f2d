import type { ErrorRow } from '../describe-errors.ts';

const google = (code: number, status: string, details: unknown[] = [], message = '') => ({
  error: { code, message, status, details },
});
const reason = (name: string) => ({ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: name });
const quota = (quotaId: string) => ({
  '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
  violations: [{ quotaId }],
});

export const GOOGLE_ROWS: readonly ErrorRow[] = [
  ['google', 400, google(400, 'INVALID_ARGUMENT', [reason('API_KEY_INVALID')]), 'auth', 'API_KEY_INVALID'],
  [
    'google',
    400,
    google(400, 'INVALID_ARGUMENT', [], 'API key not valid. Please pass a valid API key.'),
    'auth',
  ],
  ['google', 400, google(400, 'INVALID_ARGUMENT'), 'bad_request', 'INVALID_ARGUMENT'],
  ['google', 400, google(400, 'FAILED_PRECONDITION'), 'permission'],
  ['google', 401, google(401, 'UNAUTHENTICATED'), 'auth'],
  ['google', 402, google(402, 'RESOURCE_EXHAUSTED'), 'quota_exhausted'],
  ['google', 402, { error: { code: 'payment_required', message: '' } }, 'quota_exhausted'],
  [
    'google',
    403,
    google(403, 'PERMISSION_DENIED', [reason('API_KEY_SERVICE_BLOCKED')]),
    'permission',
    'API_KEY_SERVICE_BLOCKED',
  ],
  ['google', 403, google(403, 'PERMISSION_DENIED', [reason('SERVICE_DISABLED')]), 'permission'],
  ['google', 403, google(403, 'PERMISSION_DENIED', [reason('IAM_PERMISSION_DENIED')]), 'permission'],
  ['google', 404, google(404, 'NOT_FOUND'), 'model_unavailable', 'NOT_FOUND'],
  [
    'google',
    429,
    google(429, 'RESOURCE_EXHAUSTED', [quota('GenerateRequestsPerMinutePerProjectPerModel')]),
    'rate_limited',
    'RESOURCE_EXHAUSTED',
  ],
  [
    'google',
    429,
    google(429, 'RESOURCE_EXHAUSTED', [quota('GenerateRequestsPerDayPerProjectPerModel-FreeTier')]),
    'quota_exhausted',
  ],
  [
    'google',
    429,
    google(429, 'RESOURCE_EXHAUSTED', [], 'Quota exceeded for metric: x, limit: 0, model: y'),
    'quota_exhausted',
  ],
  ['google', 499, google(499, 'CANCELLED'), 'cancelled'],
  ['google', 500, google(500, 'INTERNAL'), 'server_error', 'INTERNAL'],
  ['google', 503, google(503, 'UNAVAILABLE'), 'overloaded', 'UNAVAILABLE'],
  ['google', 504, google(504, 'DEADLINE_EXCEEDED'), 'server_error'],
  ['google', null, google(503, 'UNAVAILABLE'), 'overloaded'],
  ['google', null, [google(429, 'RESOURCE_EXHAUSTED')], 'rate_limited'],
  ['google', null, { error: { code: 'invalid_request', message: '' } }, 'bad_request', 'invalid_request'],
  ['google', null, JSON.stringify(google(400, 'INVALID_ARGUMENT', [reason('API_KEY_INVALID')])), 'auth'],
  [
    'google',
    429,
    google(429, 'RESOURCE_EXHAUSTED', [
      quota('GenerateRequestsPerMinutePerProjectPerModel'),
      { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34.4s' },
    ]),
    'rate_limited',
    undefined,
    { retryAfterMs: 34_400 },
  ],
  ['google', 400, google(400, 'INVALID_ARGUMENT', [reason('API_KEY_EXPIRED')]), 'auth'],
  ['google', 403, google(403, 'PERMISSION_DENIED'), 'permission'],
  [
    'google',
    503,
    google(503, 'UNAVAILABLE', [], 'The model is overloaded. Please try again later.'),
    'overloaded',
  ],
  ['google', 400, { error: { code: 'invalid_request', message: '' } }, 'bad_request', 'invalid_request'],
  ['google', 401, google(401, 'UNAUTHENTICATED', [reason('ACCESS_TOKEN_EXPIRED')]), 'auth'],
  ['google', 403, google(403, 'PERMISSION_DENIED', [reason('API_KEY_HTTP_REFERRER_BLOCKED')]), 'permission'],
  ['google', 502, '<html>bad gateway</html>', 'server_error'],
  [
    'google',
    429,
    google(429, 'RESOURCE_EXHAUSTED', [
      quota('GenerateContentPaidTierInputTokensPerModelPerDay'),
      { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '20s' },
    ]),
    'quota_exhausted',
  ],
];
