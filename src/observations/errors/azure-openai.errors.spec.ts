import { describeErrors } from '../../../test/support/describe-errors.ts';

describeErrors('Azure OpenAI', [
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
]);
