import { responseDocument, responsesRoutes } from './openai-responses.ts';
import { openAiError, openAiRoutes, type OpenAiDialect } from './openai-wire.ts';
import { runAlone } from '../provider-simulator.ts';
import { randomText, type Call, type Refusal, type Vendor } from '../vendor.ts';
import { basicCredentials, bearerKey, dataFrame, namedFrame, type WireAnswer } from '../wire.ts';

const ORGANIZATION = 'org-simulator';
const TOKEN_LIMIT = 200_000;

const dialect: OpenAiDialect = {
  ownedBy: 'system',
  modelFields: (id, { retiring }) => ({ created: 1_754_425_777, shutdown_date: retiring[id] ?? null }),
  refusalOf: (body) => {
    const isReasoning = /^(gpt-5|o\d)/.test(String(body['model']));
    if (!isReasoning || body['max_tokens'] === undefined) return null;
    return "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.";
  },
  streamPreamble: [],
  reasoningOf: () => '',
};

const INSUFFICIENT_QUOTA = {
  message:
    'You exceeded your current quota, please check your plan and billing details. For more information on this error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors.',
  type: 'insufficient_quota',
  code: 'insufficient_quota',
};

const REFUSALS: Readonly<Record<Refusal, (call: Call) => WireAnswer>> = {
  no_key: () =>
    openAiError(401, {
      message:
        "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY), or as the password field (with blank username) if you're accessing the API from your browser and are prompted for a username and password. You can obtain an API key from https://platform.openai.com/account/api-keys.",
      type: 'invalid_request_error',
      code: null,
    }),
  wrong_key: (call) =>
    openAiError(401, {
      message: `Incorrect API key provided: ${masked(openai.keyOf(call.request) ?? '')}. You can find your API key at https://platform.openai.com/account/api-keys.`,
      type: 'invalid_request_error',
      code: 'invalid_api_key',
    }),
  permission: () =>
    openAiError(403, {
      message: 'Country, region, or territory not supported',
      type: 'request_forbidden',
      code: 'unsupported_country_region_territory',
    }),
  rate_limited: rateLimited,
  quota: () => openAiError(429, INSUFFICIENT_QUOTA),
  bad_request: (call) => badRequest(call),
  server_error: () =>
    openAiError(500, {
      message:
        'The server had an error while processing your request. Sorry about that! You can retry your request, or contact us through our help center at help.openai.com if the error persists.',
      type: 'server_error',
      code: null,
    }),
  unavailable: () =>
    openAiError(503, { message: 'Service temporarily unavailable.', type: 'server_error', code: null }),
  overloaded: () =>
    openAiError(503, {
      message: 'Our servers are currently overloaded. Please try again later.',
      type: 'service_unavailable_error',
      code: 'server_is_overloaded',
    }),
  unknown_path: ({ request }) =>
    openAiError(404, {
      message: `Invalid URL (${request.method} ${request.path})`,
      type: 'invalid_request_error',
      code: null,
    }),
  unknown_model: (call) =>
    openAiError(404, {
      message: `The model \`${call.subject}\` does not exist or you do not have access to it.`,
      type: 'invalid_request_error',
      code: 'model_not_found',
      param: call.request.path.endsWith('/responses') ? 'model' : null,
    }),
};

function badRequest(call: Call): WireAnswer {
  const code = call.subject.startsWith('Unsupported parameter') ? 'unsupported_parameter' : null;
  const message = call.subject === '' ? 'Invalid request.' : call.subject;
  const param = /'([a-z_]+)'/.exec(message)?.[1] ?? null;
  return openAiError(400, { message, type: 'invalid_request_error', code, param });
}

function rateLimited({ retryAfterSeconds, rateLimit }: Call): WireAnswer {
  const limit = rateLimit.limitRequests;
  const again = retryAfterSeconds === null ? '' : ` Please try again in ${retryAfterSeconds}s.`;
  const message = `Rate limit reached for requests in organization ${ORGANIZATION} on requests per min (RPM): Limit ${limit}, Used ${limit}, Requested 1.${again} Visit https://platform.openai.com/account/rate-limits to learn more.`;
  const headers: Record<string, string> =
    retryAfterSeconds === null
      ? {}
      : { 'retry-after': String(retryAfterSeconds), 'retry-after-ms': String(retryAfterSeconds * 1_000) };
  return openAiError(429, { message, type: 'requests', code: 'rate_limit_exceeded' }, { headers });
}

function masked(key: string): string {
  return key.length <= 8
    ? '*'.repeat(key.length)
    : `${key.slice(0, 4)}${'*'.repeat(key.length - 8)}${key.slice(-4)}`;
}

/** Seconds as Go writes a duration, which is how the reset headers have it: `1m30s`. */
function goDuration(seconds: number): string {
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}

export const openai: Vendor = {
  id: 'openai',
  basePath: '/v1',
  defaultModels: ['gpt-5-mini', 'gpt-5-nano', 'gpt-5.4-nano', 'gpt-4o-mini'],
  routes: [...responsesRoutes(() => openai), ...openAiRoutes(() => openai, dialect)],
  newRequestId: (random) => `req_${randomText(random, 32, 'hex')}`,
  // The vendor's own message names the second form: the key as a password without a user name.
  keyOf: (request) => bearerKey(request) ?? (basicCredentials(request)?.password || null),
  refuse: (refusal, call) => REFUSALS[refusal](call),
  // Whether the models list carries rate-limit headers is not known; they are sent so that a check can read them.
  headers: ({ requestId, rateLimit }) => ({
    'x-request-id': requestId,
    'openai-version': '2020-10-01',
    'openai-organization': ORGANIZATION,
    'openai-processing-ms': '12',
    'x-ratelimit-limit-requests': String(rateLimit.limitRequests),
    'x-ratelimit-remaining-requests': String(rateLimit.remainingRequests),
    'x-ratelimit-reset-requests': goDuration(rateLimit.resetSeconds),
    'x-ratelimit-limit-tokens': String(TOKEN_LIMIT),
    'x-ratelimit-remaining-tokens': String(TOKEN_LIMIT - 50),
    'x-ratelimit-reset-tokens': '15ms',
  }),
  streamError: (call) => {
    const error = { ...INSUFFICIENT_QUOTA, param: null };
    if (!call.request.path.endsWith('/responses')) return [dataFrame({ error })];
    const response = { ...responseDocument(call, null, 'failed'), error };
    return [
      namedFrame({ type: 'error', sequence_number: 2, error }),
      namedFrame({ type: 'response.failed', sequence_number: 3, response }),
    ];
  },
};

if (import.meta.main) await runAlone(openai);
