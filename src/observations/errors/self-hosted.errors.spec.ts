import { describeErrors } from '../../../test/support/describe-errors.ts';

describeErrors('Self-hosted', [
  [
    'ollama',
    503,
    { error: 'server busy, please try again.  maximum pending requests exceeded' },
    'overloaded',
    null,
  ],
  ['ollama', 404, { error: "model 'x' not found" }, 'model_unavailable'],
  ['ollama', 401, { error: 'unauthorized', signin_url: 'https://example.org' }, 'auth'],
  ['ollama', 403, '', 'permission'],
  ['vllm', 401, { error: 'Unauthorized' }, 'auth'],
  ['vllm', 503, '', 'server_error'],
  [
    'vllm',
    404,
    { error: { message: 'no', type: 'NotFoundError', param: null, code: 404 } },
    'model_unavailable',
    'NotFoundError',
  ],
  [
    'openai_compatible',
    503,
    { error: { code: 503, message: 'Loading model', type: 'unavailable_error' } },
    'overloaded',
  ],
  [
    'openai_compatible',
    429,
    { error: 'Model is overloaded', error_type: 'overloaded' },
    'overloaded',
    'overloaded',
  ],
  ['openai_compatible', 400, { message: 'The provided model identifier is invalid.' }, 'model_unavailable'],
  ['gradio', 401, { detail: { error: 'Not authenticated', auth_message: '' } }, 'auth'],
  ['comfyui', 403, '', 'permission'],
]);
