import { describeErrors } from '../../../test/support/describe-errors.ts';

const anthropic = (type: string, message = '', details?: unknown) => ({
  type: 'error',
  error: { type, message, ...(details === undefined ? {} : { details }) },
  request_id: 'req_1',
});

describeErrors('Anthropic', [
  ['anthropic', 400, anthropic('invalid_request_error'), 'bad_request', 'invalid_request_error'],
  [
    'anthropic',
    400,
    anthropic('invalid_request_error', 'Your credit balance is too low to access the API.'),
    'quota_exhausted',
  ],
  [
    'anthropic',
    400,
    anthropic('invalid_request_error', 'You have reached your specified API usage limits.'),
    'quota_exhausted',
  ],
  [
    'anthropic',
    400,
    anthropic('invalid_request_error', '', { error_code: 'organization_on_hold' }),
    'permission',
    'organization_on_hold',
  ],
  ['anthropic', 401, anthropic('authentication_error'), 'auth', 'authentication_error'],
  ['anthropic', 402, anthropic('billing_error'), 'quota_exhausted', 'billing_error'],
  ['anthropic', 403, anthropic('permission_error'), 'permission'],
  [
    'anthropic',
    404,
    anthropic('not_found_error', 'model: claude-none'),
    'model_unavailable',
    'not_found_error',
  ],
  ['anthropic', 409, anthropic('conflict_error'), 'bad_request'],
  ['anthropic', 413, anthropic('request_too_large'), 'bad_request'],
  ['anthropic', 429, anthropic('rate_limit_error'), 'rate_limited', 'rate_limit_error'],
  [
    'anthropic',
    429,
    anthropic('rate_limit_error', '', { error_code: 'enforced_spend_limit_reached' }),
    'quota_exhausted',
    'enforced_spend_limit_reached',
  ],
  [
    'anthropic',
    429,
    anthropic('rate_limit_error', '', { error_code: 'contract_spend_limit_reached' }),
    'quota_exhausted',
  ],
  [
    'anthropic',
    429,
    anthropic('rate_limit_error', '', { error_code: 'ramp_limit_exceeded' }),
    'rate_limited',
  ],
  ['anthropic', 500, anthropic('api_error'), 'server_error', 'api_error'],
  ['anthropic', 504, anthropic('timeout_error'), 'server_error'],
  ['anthropic', 529, anthropic('overloaded_error'), 'overloaded', 'overloaded_error'],
  ['anthropic', 200, anthropic('overloaded_error'), 'overloaded'],
  ['anthropic', 200, anthropic('not_found_error'), 'model_unavailable'],
]);
