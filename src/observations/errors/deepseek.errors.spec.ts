import { describeErrors } from '../../../test/support/describe-errors.ts';

const openai = (type: string | null, code: string | null, message = '') => ({
  error: { message, type, param: null, code },
});

describeErrors('DeepSeek', [
  ['deepseek', 400, openai('invalid_request_error', 'invalid_request_error'), 'bad_request'],
  ['deepseek', 401, openai('authentication_error', 'invalid_request_error'), 'auth'],
  [
    'deepseek',
    402,
    openai('unknown_error', 'invalid_request_error', 'Insufficient Balance'),
    'quota_exhausted',
  ],
  ['deepseek', 422, openai('invalid_request_error', null), 'bad_request'],
  ['deepseek', 429, openai(null, null, 'Rate Limit Reached'), 'rate_limited'],
  ['deepseek', 500, openai(null, null), 'server_error', null],
  ['deepseek', 503, openai(null, null, 'Server Overloaded'), 'overloaded'],
  ['deepseek', 503, '', 'overloaded'],
]);
