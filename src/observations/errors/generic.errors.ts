import type { ErrorRule, VendorErrors } from './error-rule.ts';

/** llama.cpp, Ollama, and Hugging Face's servers while a model is being loaded. */
const LOADING = /loading (the )?model|model .*(is (currently|still) )loading/i;

/** What most vendors mean by the same words. */
export const GENERIC_ERRORS: VendorErrors = {
  byBody: [
    {
      failure: 'quota_exhausted',
      code: [
        'insufficient_quota',
        'credit_balance_exhausted',
        'organization_spend_limit_exceeded',
        'project_spend_limit_exceeded',
        'organization_usage_limit_exceeded',
        'billing_hard_limit_reached',
        'billing_not_active',
        'billing_error',
        'payment_required',
        'insufficient_balance',
        'insufficient_credits',
        'budget_exceeded',
      ],
    },
    {
      failure: 'auth',
      code: ['invalid_api_key', 'authentication_error', 'unauthorized', 'unauthenticated', 'auth_error'],
    },
    { failure: 'model_unavailable', code: ['model_not_found', 'deploymentnotfound', 'model_not_available'] },
    { failure: 'model_unavailable', status: [400], message: /model identifier is invalid/i },
    { failure: 'overloaded', status: [503], message: LOADING, note: 'still starting', isStarting: true },
    {
      failure: 'overloaded',
      code: [
        'overloaded_error',
        'overloaded',
        'server_is_overloaded',
        'unavailable',
        'service_unavailable_error',
        'unavailable_error',
        'engine_overloaded',
      ],
    },
    { failure: 'overloaded', status: [503], code: ['slow_down'] },
    {
      failure: 'overloaded',
      status: [503],
      message: /overload|server busy|at capacity|high demand/i,
    },
    { failure: 'permission', code: ['permission_error', 'permission_denied', 'permission_denied_error'] },
    {
      failure: 'rate_limited',
      code: ['rate_limit_exceeded', 'rate_limit_error', 'too_many_requests', 'slow_down'],
    },
    {
      failure: 'content_filtered',
      code: ['content_filter', 'content_policy_violation', 'responsibleaipolicyviolation'],
    },
    {
      failure: 'bad_request',
      status: [404],
      message: /^(not found|invalid url\b.*)$/i,
      note: 'base_url may be wrong',
    },
  ],
  byStatus: [
    { failure: 'auth', status: [401] },
    { failure: 'quota_exhausted', status: [402] },
    { failure: 'permission', status: [403, 451] },
    { failure: 'model_unavailable', status: [404] },
    { failure: 'bad_request', status: [407], note: 'our proxy asks for credentials' },
    { failure: 'timeout', status: [408] },
    { failure: 'server_error', status: [424] },
    { failure: 'rate_limited', status: [429] },
    { failure: 'cancelled', status: [499] },
    { failure: 'network', status: [511], note: 'a network between us asks for a login' },
    { failure: 'overloaded', status: [529] },
    { failure: 'server_error', status: ['5xx'] },
    { failure: 'bad_request', status: ['4xx'] },
    { failure: 'bad_request', status: ['3xx'], note: 'base_url redirects' },
  ],
};

/**
 * Types that go with many statuses (OpenAI sends `invalid_request_error` with a 401), so they speak only where no
 * status does: in a stream, or in what callers report.
 */
export const WITHOUT_STATUS: readonly ErrorRule[] = [
  { failure: 'model_unavailable', code: ['not_found_error', 'not_found', 'notfounderror'] },
  { failure: 'rate_limited', code: ['resource_exhausted', 'requests', 'tokens'] },
  {
    failure: 'bad_request',
    code: [
      'invalid_request_error',
      'invalid_request',
      'bad_request_error',
      'invalid_argument',
      'failed_precondition',
      'out_of_range',
      'conflict_error',
      'request_too_large',
      'badrequesterror',
    ],
  },
  { failure: 'cancelled', code: ['cancelled', 'canceled'] },
];
