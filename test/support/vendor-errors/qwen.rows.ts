import type { ErrorRow } from '../describe-errors.ts';

const openai = (type: string | null, code: string | null, message = '') => ({
  error: { message, type, param: null, code },
});

export const QWEN_ROWS: readonly ErrorRow[] = [
  [
    'qwen',
    400,
    { code: 'InvalidParameter', message: '', request_id: 'r' },
    'bad_request',
    'InvalidParameter',
  ],
  ['qwen', 400, openai('Arrearage', 'Arrearage'), 'quota_exhausted', 'Arrearage'],
  ['qwen', 403, { code: 'Arrearage', message: '' }, 'quota_exhausted'],
  [
    'qwen',
    400,
    openai(null, null, 'Access denied, please make sure your account is in good standing.'),
    'quota_exhausted',
  ],
  ['qwen', 401, { code: 'InvalidApiKey', message: '', request_id: 'r' }, 'auth', 'InvalidApiKey'],
  ['qwen', 401, openai('invalid_request_error', 'invalid_api_key'), 'auth'],
  ['qwen', 403, { code: 'AccessDenied', message: '' }, 'permission'],
  ['qwen', 403, { code: 'Model.AccessDenied', message: '' }, 'permission'],
  ['qwen', 404, { code: 'ModelNotFound', message: '' }, 'model_unavailable'],
  ['qwen', 429, { code: 'Throttling', message: '' }, 'rate_limited'],
  ['qwen', 429, { code: 'Throttling.RateQuota', message: '' }, 'rate_limited', 'Throttling.RateQuota'],
  [
    'qwen',
    429,
    { code: 'Throttling.AllocationQuota', message: 'Allocated quota exceeded, please increase' },
    'rate_limited',
  ],
  [
    'qwen',
    429,
    { code: 'Throttling.AllocationQuota', message: 'Free allocated quota exceeded.' },
    'quota_exhausted',
  ],
  ['qwen', 429, openai('insufficient_quota', 'insufficient_quota'), 'quota_exhausted'],
  ['qwen', 400, openai('data_inspection_failed', 'data_inspection_failed'), 'content_filtered'],
  ['qwen', 500, { code: 'InternalError', message: '' }, 'server_error'],
  ['qwen', 503, { code: 'ModelServingError', message: '' }, 'overloaded'],
  ['qwen', 429, openai('limit_requests', 'limit_requests'), 'rate_limited'],
  ['qwen', 404, openai('invalid_request_error', 'model_not_found'), 'model_unavailable'],
  ['qwen', 403, openai('access_denied', 'access_denied'), 'permission'],
  [
    'qwen',
    400,
    openai(
      'invalid_request_error',
      'invalid_parameter_error',
      'parameter.enable_thinking must be set to false for non-streaming calls',
    ),
    'bad_request',
  ],
  ['qwen', 400, { code: 'Arrearage', message: '', request_id: 'r' }, 'quota_exhausted'],
  ['qwen', 500, openai('internal_error', 'internal_error'), 'server_error'],
  ['qwen', 503, '', 'server_error'],
];
