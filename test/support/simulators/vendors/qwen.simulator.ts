import { openAiError, openAiRoutes, type OpenAiDialect } from './openai-wire.ts';
import { runAlone } from '../provider-simulator.ts';
import { randomUuid, type Call, type Refusal, type Vendor } from '../vendor.ts';
import { bearerKey, dataFrame, type WireAnswer } from '../wire.ts';

const HELP = 'For details, see: https://www.alibabacloud.com/help/en/model-studio/error-code';

const dialect: OpenAiDialect = {
  ownedBy: 'system',
  modelFields: () => ({ created: 1_754_425_777 }),
  refusalOf: (body) =>
    body['enable_thinking'] === true && body['stream'] !== true
      ? 'parameter.enable_thinking must be set to false for non-streaming calls'
      : null,
  streamPreamble: [],
  reasoningOf: () => '',
};

interface QwenError {
  readonly status: number;
  readonly message: string;
  readonly type: string;
  readonly code: string | null;
}

const ERRORS: Readonly<Record<Refusal, (call: Call) => QwenError>> = {
  no_key: () => ({
    status: 401,
    message:
      "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).",
    type: 'invalid_request_error',
    code: null,
  }),
  wrong_key: () => ({
    status: 401,
    message: `Incorrect API key provided. ${HELP}#apikey-error`,
    type: 'invalid_request_error',
    code: 'invalid_api_key',
  }),
  permission: () => ({
    status: 403,
    message: 'Model access denied.',
    type: 'Model.AccessDenied',
    code: 'Model.AccessDenied',
  }),
  rate_limited: () => ({
    status: 429,
    message: 'Requests rate limit exceeded, please try again later.',
    type: 'Throttling.RateQuota',
    code: 'Throttling.RateQuota',
  }),
  quota: () => ({
    status: 400,
    message: `Access denied, please make sure your account is in good standing. ${HELP}#overdue-payment`,
    type: 'Arrearage',
    code: 'Arrearage',
  }),
  bad_request: ({ subject }) => ({
    status: 400,
    message:
      subject === ''
        ? 'Required parameter(s) missing or invalid, please check the request parameters.'
        : subject,
    type: 'invalid_request_error',
    code: 'invalid_parameter_error',
  }),
  server_error: () => ({
    status: 500,
    message: 'An internal error has occured, please try again later or contact service support.',
    type: 'internal_error',
    code: 'internal_error',
  }),
  unavailable: () => ({ status: 503, message: 'Service unavailable.', type: 'internal_error', code: null }),
  overloaded: () => ({
    status: 503,
    message: 'Too many requests. The system is at capacity, please try again later.',
    type: 'ModelServingError',
    code: 'ModelServingError',
  }),
  unknown_path: () => ({ status: 404, message: 'Not Found', type: 'invalid_request_error', code: null }),
  unknown_model: ({ subject }) => ({
    status: 404,
    message: `The model \`${subject}\` does not exist or you do not have access to it.`,
    type: 'invalid_request_error',
    code: 'model_not_found',
  }),
};

function refuse(refusal: Refusal, call: Call): WireAnswer {
  const { status, ...error } = ERRORS[refusal](call);
  const { retryAfterSeconds } = call;
  const hasWait = refusal === 'rate_limited' && retryAfterSeconds !== null;
  return openAiError(status, error, {
    fields: { request_id: call.requestId },
    headers: hasWait ? { 'retry-after': String(retryAfterSeconds) } : {},
  });
}

export const qwen: Vendor = {
  id: 'qwen',
  basePath: '/compatible-mode/v1',
  defaultModels: ['qwen-flash', 'qwen-turbo', 'qwen-plus', 'qwen3-max'],
  routes: openAiRoutes(() => qwen, dialect),
  newRequestId: randomUuid,
  keyOf: bearerKey,
  refuse,
  headers: ({ requestId }) => ({ 'x-request-id': requestId, 'x-dashscope-call-gateway': 'true' }),
  streamError: (call) => {
    const { status: _status, ...error } = ERRORS.overloaded(call);
    return [dataFrame({ error: { ...error, param: null }, request_id: call.requestId })];
  },
};

if (import.meta.main) await runAlone(qwen);
