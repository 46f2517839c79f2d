import { describeErrors } from '../../../test/support/describe-errors.ts';

const openai = (type: string | null, code: string | null, message = '') => ({
  error: { message, type, param: null, code },
});

describeErrors('OpenAI', [
  ['openai', 401, openai('invalid_request_error', 'invalid_api_key'), 'auth', 'invalid_api_key'],
  [
    'openai',
    401,
    openai('invalid_request_error', null, "You didn't provide an API key."),
    'auth',
    'invalid_request_error',
  ],
  [
    'openai',
    401,
    openai('invalid_request_error', null, 'Your IP is not authorized for this project'),
    'permission',
  ],
  ['openai', 403, openai('request_forbidden', 'unsupported_country_region_territory'), 'permission'],
  ['openai', 404, openai('invalid_request_error', 'model_not_found'), 'model_unavailable', 'model_not_found'],
  ['openai', 400, openai('invalid_request_error', 'model_not_found'), 'model_unavailable'],
  ['openai', 404, openai('invalid_request_error', null, 'Invalid URL (GET /v2/models)'), 'bad_request'],
  [
    'openai',
    400,
    openai('invalid_request_error', 'unsupported_parameter'),
    'bad_request',
    'unsupported_parameter',
  ],
  ['openai', 400, openai('image_generation_user_error', 'content_policy_violation'), 'content_filtered'],
  ['openai', 429, openai('requests', 'rate_limit_exceeded'), 'rate_limited', 'rate_limit_exceeded'],
  ['openai', 429, openai('tokens', 'rate_limit_exceeded'), 'rate_limited'],
  ['openai', 429, openai('rate_limit_error', 'slow_down'), 'rate_limited'],
  [
    'openai',
    429,
    openai('insufficient_quota', 'insufficient_quota'),
    'quota_exhausted',
    'insufficient_quota',
  ],
  [
    'openai',
    429,
    openai('insufficient_quota', 'credit_balance_exhausted'),
    'quota_exhausted',
    'credit_balance_exhausted',
  ],
  ['openai', 429, openai('insufficient_quota', 'organization_spend_limit_exceeded'), 'quota_exhausted'],
  ['openai', 429, openai('insufficient_quota', 'project_spend_limit_exceeded'), 'quota_exhausted'],
  ['openai', 429, openai('insufficient_quota', 'organization_usage_limit_exceeded'), 'quota_exhausted'],
  ['openai', 500, openai('server_error', null), 'server_error', 'server_error'],
  [
    'openai',
    503,
    openai('service_unavailable_error', 'server_is_overloaded'),
    'overloaded',
    'server_is_overloaded',
  ],
  ['openai', 503, openai('server_error', 'slow_down'), 'overloaded'],
  ['openai', 503, '', 'server_error', null],
  [
    'openai',
    200,
    { type: 'error', error: { type: 'insufficient_quota', code: 'insufficient_quota' } },
    'quota_exhausted',
  ],
  [
    'openai',
    200,
    { type: 'response.failed', response: { error: { code: 'insufficient_quota' } } },
    'quota_exhausted',
  ],
  [
    'openai',
    null,
    { type: 'response.failed', response: { error: { code: 'server_error' } } },
    'server_error',
    'server_error',
  ],
  ['openai', null, openai('invalid_request_error', null), 'bad_request'],
]);
