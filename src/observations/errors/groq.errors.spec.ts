import { describeErrors } from '../../../test/support/describe-errors.ts';

const openai = (type: string | null, code: string | null, message = '') => ({
  error: { message, type, param: null, code },
});

describeErrors('Groq', [
  ['groq', 404, openai('invalid_request_error', 'model_not_found'), 'model_unavailable'],
  ['groq', 400, openai('invalid_request_error', 'tool_use_failed'), 'bad_request'],
  ['groq', 429, openai('tokens', 'rate_limit_exceeded'), 'rate_limited'],
  ['groq', 498, openai(null, 'capacity_exceeded'), 'rate_limited', 'capacity_exceeded'],
  ['groq', 498, '', 'rate_limited'],
  ['groq', 424, '', 'server_error'],
  ['groq', 499, '', 'cancelled'],
  ['groq', 413, '', 'bad_request'],
]);
