import type { ErrorRow } from '../describe-errors.ts';

const openai = (type: string | null, code: string | null, message = '') => ({
  error: { message, type, param: null, code },
});

export const LITELLM_ROWS: readonly ErrorRow[] = [
  ['litellm', 401, openai('auth_error', '401'), 'auth', 'auth_error'],
  ['litellm', 401, openai('key_model_access_denied', '401'), 'permission'],
  [
    'litellm',
    400,
    openai('budget_exceeded', '400', 'ExceededBudget: over'),
    'quota_exhausted',
    'budget_exceeded',
  ],
  ['litellm', 429, openai('budget_exceeded', '429'), 'quota_exhausted'],
  ['litellm', 429, openai(null, '429', 'litellm.RateLimitError: OpenAIException'), 'rate_limited'],
  ['litellm', 429, openai('None', '429', 'No deployments available for selected model'), 'overloaded'],
  ['litellm', 503, { status: 'shutting_down' }, 'overloaded', 'shutting_down'],
  ['litellm', 503, { detail: 'Service Unhealthy (x)' }, 'server_error'],
  ['litellm', 400, openai('None', '400', 'litellm.BadRequestError: OpenAIException'), 'bad_request'],
  [
    'litellm',
    429,
    openai(null, '429', 'litellm.RateLimitError'),
    'rate_limited',
    undefined,
    { headers: { 'retry-after': '11' }, retryAfterMs: 11_000 },
  ],
  ['litellm', 500, openai('internal_server_error', '500', 'litellm.APIError'), 'server_error'],
  ['litellm', 403, openai('team_model_access_denied', '403'), 'permission'],
  ['litellm', 400, openai(null, '400', 'Budget has been exceeded! Current cost: 1'), 'quota_exhausted'],
  ['litellm', 401, openai('expired_key', '401'), 'auth'],
  ['litellm', 408, openai('None', '408', 'litellm.Timeout: OpenAIException'), 'timeout'],
  ['litellm', 503, openai('no_db_connection', '503'), 'server_error'],
  ['litellm', 503, openai('None', '503', 'litellm.ServiceUnavailableError'), 'server_error'],
];
