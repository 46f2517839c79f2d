import { openAiError, openAiRoutes, type OpenAiDialect } from './openai-wire.ts';
import { runAlone } from '../provider-simulator.ts';
import { randomText, type Call, type Refusal, type Route, type Vendor } from '../vendor.ts';
import { bearerKey, dataFrame, jsonAnswer, type WireAnswer } from '../wire.ts';

const dialect: OpenAiDialect = {
  ownedBy: 'deepseek',
  modelFields: () => ({}),
  refusalOf: () => null,
  // While a request waits in the queue the vendor sends comments: headers say nothing of the first token.
  streamPreamble: [': keep-alive\n\n'],
  reasoningOf: (model) => (model.includes('pro') ? 'The user says hello.' : ''),
};

const balance: Route = {
  method: 'GET',
  pattern: /\/user\/balance$/,
  answer: () =>
    jsonAnswer(200, {
      is_available: true,
      balance_infos: [
        { currency: 'USD', total_balance: '110.00', granted_balance: '10.00', topped_up_balance: '100.00' },
      ],
    }),
};

const REFUSALS: Readonly<Record<Refusal, (call: Call) => WireAnswer>> = {
  no_key: () => unauthenticated('Authentication Fails (auth header format should be Bearer sk-...)'),
  wrong_key: (call) =>
    unauthenticated(
      `Authentication Fails, Your api key: ****${(bearerKey(call.request) ?? '').slice(-4)} is invalid`,
    ),
  permission: () =>
    openAiError(403, {
      message: 'Permission denied',
      type: 'permission_error',
      code: 'invalid_request_error',
    }),
  rate_limited: ({ retryAfterSeconds }) =>
    openAiError(
      429,
      { message: 'Rate Limit Reached', type: 'rate_limit_error', code: 'rate_limit_exceeded' },
      { headers: retryAfterSeconds === null ? {} : { 'retry-after': String(retryAfterSeconds) } },
    ),
  quota: () =>
    openAiError(402, {
      message: 'Insufficient Balance',
      type: 'unknown_error',
      code: 'invalid_request_error',
    }),
  bad_request: ({ subject }) => invalid(400, subject === '' ? 'Invalid Format' : subject),
  server_error: () =>
    openAiError(500, { message: 'Server Error', type: 'server_error', code: 'internal_server_error' }),
  unavailable: () => unavailable('Service Unavailable'),
  overloaded: () => unavailable('Server Overloaded'),
  unknown_path: () => ({ status: 404, content: { kind: 'text', text: '', contentType: 'text/plain' } }),
  unknown_model: ({ subject }) => invalid(400, `Model Not Exist: ${subject}`),
};

function unauthenticated(message: string): WireAnswer {
  return openAiError(401, { message, type: 'authentication_error', code: 'invalid_request_error' });
}

function invalid(status: number, message: string): WireAnswer {
  return openAiError(status, { message, type: 'invalid_request_error', code: 'invalid_request_error' });
}

function unavailable(message: string): WireAnswer {
  return openAiError(503, { message, type: 'service_unavailable_error', code: 'service_unavailable_error' });
}

export const deepseek: Vendor = {
  id: 'deepseek',
  basePath: '',
  defaultModels: ['deepseek-flash', 'deepseek-v4-pro'],
  routes: [balance, ...openAiRoutes(() => deepseek, dialect)],
  newRequestId: (random) => randomText(random, 32, 'hex'),
  keyOf: bearerKey,
  refuse: (refusal, call) => REFUSALS[refusal](call),
  headers: ({ requestId }) => ({ 'x-ds-trace-id': requestId }),
  streamError: () => [
    dataFrame({
      error: {
        message: 'Server Overloaded',
        type: 'service_unavailable_error',
        param: null,
        code: 'service_unavailable_error',
      },
    }),
  ],
};

if (import.meta.main) await runAlone(deepseek);
