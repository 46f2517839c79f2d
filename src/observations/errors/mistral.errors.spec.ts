import { describeErrors } from '../../../test/support/describe-errors.ts';

describeErrors('Mistral', [
  ['mistral', 401, { detail: 'Unauthorized' }, 'auth'],
  ['mistral', 401, { message: 'Unauthorized', request_id: 'r' }, 'auth'],
  ['mistral', 402, '', 'quota_exhausted'],
  ['mistral', 422, { detail: [{ loc: ['body'], msg: 'field required', type: 'missing' }] }, 'bad_request'],
  [
    'mistral',
    400,
    { object: 'error', message: 'Invalid model: x', type: 'invalid_model', param: null, code: '1500' },
    'model_unavailable',
    '1500',
  ],
  [
    'mistral',
    503,
    { object: 'error', message: '', type: 'service_unavailable', param: null, code: null },
    'server_error',
  ],
]);
