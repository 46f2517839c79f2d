import type { ErrorRow } from '../describe-errors.ts';

const openai = (type: string | null, code: string | null, message = '') => ({
  error: { message, type, param: null, code },
});

export const XAI_ROWS: readonly ErrorRow[] = [
  [
    'xai',
    400,
    { code: 'Client specified an invalid argument', error: 'Incorrect API key provided: xa***12.' },
    'auth',
  ],
  ['xai', 403, { code: 'forbidden', error: 'Your team has used all available credits.' }, 'quota_exhausted'],
  ['xai', 403, { code: 'forbidden', error: 'API key is currently blocked' }, 'permission', 'forbidden'],
  ['xai', 429, openai(null, null), 'rate_limited'],
  [
    'xai',
    404,
    { code: 'Some requested entity was not found', error: 'The model x does not exist' },
    'model_unavailable',
  ],
  [
    'xai',
    403,
    {
      code: 'The caller does not have permission to execute the specified operation',
      error: 'Team is blocked',
    },
    'permission',
  ],
  [
    'xai',
    429,
    { code: 'Some resource has been exhausted', error: 'Your team has reached its monthly spending limit.' },
    'quota_exhausted',
  ],
  ['xai', 503, '', 'server_error'],
  ['xai', 400, openai('invalid_request_error', null, 'Incorrect API key provided: xa***12.'), 'auth'],
  ['xai', 401, { code: 'unauthenticated', error: 'No API key provided.' }, 'auth'],
  [
    'xai',
    400,
    { code: 'Client specified an invalid argument', error: 'max_tokens is too large' },
    'bad_request',
  ],
  ['xai', 404, openai('invalid_request_error', 'model_not_found'), 'model_unavailable'],
  ['xai', 500, openai('server_error', null), 'server_error'],
];
