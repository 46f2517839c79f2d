import { messagesRoutes } from './anthropic-messages.ts';
import { runAlone } from '../provider-simulator.ts';
import { randomText, refuseAbout, type Call, type Refusal, type Route, type Vendor } from '../vendor.ts';
import { bearerKey, headerOf, jsonAnswer, namedFrame, type WireAnswer } from '../wire.ts';

const DEFAULT_PAGE = 20;
const MAX_PAGE = 1_000;
const ORGANIZATION = '6f1c2d3e-0000-4000-a000-000000000001';

interface AnthropicError {
  readonly status: number;
  readonly type: string;
  readonly message: string;
}

const ERRORS: Readonly<Record<Refusal, (call: Call) => AnthropicError>> = {
  no_key: () => ({ status: 401, type: 'authentication_error', message: 'x-api-key header is required' }),
  wrong_key: ({ request }) => ({
    status: 401,
    type: 'authentication_error',
    message: headerOf(request, 'x-api-key') === null ? 'invalid bearer token' : 'invalid x-api-key',
  }),
  permission: () => ({
    status: 403,
    type: 'permission_error',
    message: 'Your API key does not have permission to use the specified resource.',
  }),
  rate_limited: ({ rateLimit }) => ({
    status: 429,
    type: 'rate_limit_error',
    message: `This request would exceed your organization's rate limit of ${rateLimit.limitRequests} requests per minute.`,
  }),
  // An empty balance is a bad request here; only its text tells it apart.
  quota: () => ({
    status: 400,
    type: 'invalid_request_error',
    message:
      'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.',
  }),
  bad_request: ({ subject }) => ({
    status: 400,
    type: 'invalid_request_error',
    message: subject === '' ? 'messages: Field required' : subject,
  }),
  server_error: () => ({ status: 500, type: 'api_error', message: 'Internal server error' }),
  unavailable: () => ({ status: 503, type: 'api_error', message: 'Service unavailable' }),
  overloaded: () => ({ status: 529, type: 'overloaded_error', message: 'Overloaded' }),
  unknown_path: () => ({ status: 404, type: 'not_found_error', message: 'Not Found' }),
  unknown_model: ({ subject }) => ({ status: 404, type: 'not_found_error', message: `model: ${subject}` }),
};

function refuse(refusal: Refusal, call: Call): WireAnswer {
  const { status, type, message } = ERRORS[refusal](call);
  const headers: Record<string, string> = { 'x-should-retry': String(status >= 500 || status === 429) };
  if (refusal === 'rate_limited' && call.retryAfterSeconds !== null) {
    headers['retry-after'] = String(call.retryAfterSeconds);
  }
  return jsonAnswer(status, { type: 'error', error: { type, message }, request_id: call.requestId }, headers);
}

function modelInfo(id: string, { retiring }: Call): Record<string, unknown> {
  const line = /haiku|sonnet|opus/.exec(id)?.[0] ?? null;
  return {
    type: 'model',
    id,
    display_name: id.replace(/-\d{8}$/, '').replaceAll('-', ' '),
    created_at: '2026-02-05T00:00:00Z',
    lifecycle: retiring[id] === undefined ? 'active' : 'deprecated',
    deprecated_at: null,
    retires_at: retiring[id] ?? null,
    line,
    max_input_tokens: 200_000,
    max_tokens: 64_000,
    capabilities: null,
  };
}

/** One page of the list: `limit` models after `after_id` or before `before_id`. */
function listModels(call: Call): WireAnswer {
  const { query } = call.request;
  const limit = Number(query.get('limit') ?? DEFAULT_PAGE);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_PAGE) {
    return refuseAbout(anthropic, 'bad_request', call, `limit: Input should be between 1 and ${MAX_PAGE}`);
  }
  return jsonAnswer(200, pageOf(call, limit));
}

function pageOf(call: Call, limit: number): object {
  const { models, request } = call;
  const { query } = request;
  const beforeId = query.get('before_id');
  const start = models.indexOf(query.get('after_id') ?? '') + 1;
  const end = beforeId === null ? models.length : Math.max(0, models.indexOf(beforeId));
  const from = beforeId === null ? start : Math.max(0, end - limit);
  const page = models.slice(from, Math.min(end, from + limit));
  return {
    data: page.map((id) => modelInfo(id, call)),
    has_more: beforeId === null ? from + page.length < end : from > 0,
    first_id: page[0] ?? null,
    last_id: page.at(-1) ?? null,
  };
}

/** Every call must say which version of the API it means. */
function versioned(route: Route): Route {
  return {
    ...route,
    answer: (call, match) =>
      headerOf(call.request, 'anthropic-version') === null
        ? refuseAbout(anthropic, 'bad_request', call, 'anthropic-version: header is required')
        : route.answer(call, match),
  };
}

function getModel(call: Call, match: RegExpExecArray): WireAnswer {
  const id = decodeURIComponent(match[1] ?? '');
  return call.models.includes(id)
    ? jsonAnswer(200, modelInfo(id, call))
    : refuseAbout(anthropic, 'unknown_model', call, id);
}

/** Either header is taken; two different keys at once are refused. */
function keyOf(call: Call['request']): string | null {
  const apiKey = headerOf(call, 'x-api-key');
  const bearer = bearerKey(call);
  if (apiKey !== null && bearer !== null && apiKey !== bearer) return '';
  return apiKey ?? bearer;
}

function rateLimitHeaders({ rateLimit, nowMs }: Call): Record<string, string> {
  const reset = new Date(nowMs + rateLimit.resetSeconds * 1_000).toISOString().replace(/\.\d+Z$/, 'Z');
  const family = (name: string, limit: number, remaining: number): [string, string][] => [
    [`anthropic-ratelimit-${name}-limit`, String(limit)],
    [`anthropic-ratelimit-${name}-remaining`, String(remaining)],
    [`anthropic-ratelimit-${name}-reset`, reset],
  ];
  return Object.fromEntries([
    ...family('requests', rateLimit.limitRequests, rateLimit.remainingRequests),
    ...family('tokens', 480_000, 479_000),
    ...family('input-tokens', 400_000, 399_000),
    ...family('output-tokens', 80_000, 80_000),
  ]);
}

export const anthropic: Vendor = {
  id: 'anthropic',
  basePath: '',
  defaultModels: ['claude-opus-4-6', 'claude-sonnet-4-6', 'claude-haiku-4-5-20251001'],
  routes: [
    { method: 'GET', pattern: /\/v1\/models$/, answer: listModels } as const,
    { method: 'GET', pattern: /\/v1\/models\/([^/]+)$/, answer: getModel } as const,
    ...messagesRoutes(() => anthropic),
  ].map(versioned),
  newRequestId: (random) => `req_011C${randomText(random, 20, 'base62')}`,
  keyOf,
  refuse,
  headers: (call) => ({
    'request-id': call.requestId,
    'anthropic-organization-id': ORGANIZATION,
    'anthropic-workspace-id': 'wrkspc_simulator',
    'x-envoy-upstream-service-time': '12',
    ...rateLimitHeaders(call),
  }),
  streamError: ({ requestId }) => [
    namedFrame({
      type: 'error',
      error: { type: 'overloaded_error', message: 'Overloaded' },
      request_id: requestId,
    }),
  ],
};

if (import.meta.main) await runAlone(anthropic);
