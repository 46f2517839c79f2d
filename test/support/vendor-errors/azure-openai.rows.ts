import type { ErrorRow } from '../describe-errors.ts';

export const AZURE_OPENAI_ROWS: readonly ErrorRow[] = [
  [
    'azure_openai',
    401,
    { error: { code: '401', message: 'Access denied due to invalid subscription key' } },
    'auth',
    null,
  ],
  [
    'azure_openai',
    404,
    { error: { code: 'DeploymentNotFound', message: '' } },
    'model_unavailable',
    'DeploymentNotFound',
  ],
  [
    'azure_openai',
    400,
    { error: { code: 'content_filter', message: '', innererror: { code: 'ResponsibleAIPolicyViolation' } } },
    'content_filtered',
  ],
  [
    'azure_openai',
    429,
    { error: { code: '429', message: 'The system is currently experiencing high demand' } },
    'overloaded',
  ],
  [
    'azure_openai',
    429,
    { error: { code: '429', message: 'Requests have exceeded call rate limit' } },
    'rate_limited',
  ],
  [
    'azure_openai',
    401,
    { statusCode: 401, message: 'Unauthorized. Access token is missing, invalid, audience is incorrect.' },
    'auth',
  ],
  [
    'azure_openai',
    403,
    { error: { code: '403', message: 'Access denied due to Virtual Network/Firewall rules.' } },
    'permission',
  ],
  ['azure_openai', 404, { error: { code: '404', message: 'Resource not found' } }, 'model_unavailable'],
  [
    'azure_openai',
    429,
    { error: { code: '429', message: 'Requests have exceeded call rate limit' } },
    'rate_limited',
    undefined,
    { headers: { 'retry-after-ms': '900', 'retry-after': '1' }, retryAfterMs: 900 },
  ],
  ['azure_openai', 500, { error: { code: 'InternalServerError', message: '' } }, 'server_error'],
  ['azure_openai', 400, { error: { code: 'OperationNotSupported', message: '' } }, 'model_unavailable'],
  ['azure_openai', 410, { error: { code: 'ModelDeprecated', message: '' } }, 'model_unavailable'],
  ['azure_openai', 403, { error: { code: 'QuotaExceeded', message: '' } }, 'quota_exhausted'],
  ['azure_openai', 408, { error: { code: '408', message: 'The operation was timeout.' } }, 'timeout'],
  ['azure_openai', 503, { error: { code: '503', message: '' } }, 'server_error'],
];
