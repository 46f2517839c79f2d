import { runAlone } from '../provider-simulator.ts';
import { randomUuid, type Call, type Refusal, type Vendor } from '../vendor.ts';
import { basicCredentials, bearerKey, jsonAnswer, type WireAnswer } from '../wire.ts';

interface CursorError {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** Statuses and codes are the vendor's; of its messages no record was at hand. */
const ERRORS: Readonly<Record<Refusal, CursorError>> = {
  no_key: { status: 401, code: 'unauthorized', message: 'Missing or malformed credentials' },
  wrong_key: { status: 401, code: 'api_key_not_found', message: 'API key not found' },
  permission: { status: 403, code: 'plan_required', message: 'A paid plan is required' },
  rate_limited: { status: 429, code: 'rate_limit_exceeded', message: 'Rate limit exceeded' },
  quota: { status: 429, code: 'usage_limit_exceeded', message: 'Usage limit exceeded' },
  bad_request: { status: 400, code: 'invalid_request', message: 'Invalid request' },
  server_error: { status: 500, code: 'internal_error', message: 'Internal server error' },
  unavailable: { status: 503, code: 'service_unavailable', message: 'Service unavailable' },
  overloaded: { status: 503, code: 'overloaded', message: 'The service is overloaded' },
  unknown_path: { status: 404, code: 'not_found', message: 'Not found' },
  unknown_model: { status: 404, code: 'not_found', message: 'Model not found' },
};

function refuse(refusal: Refusal, call: Call): WireAnswer {
  const { status, code, message } = ERRORS[refusal];
  return jsonAnswer(status, { error: { code, message } }, status === 429 ? limitHeaders(refusal, call) : {});
}

/** Only a 429 tells of limits here. A used-up plan does not come back by waiting a few seconds. */
function limitHeaders(
  refusal: Refusal,
  { rateLimit, retryAfterSeconds, nowMs }: Call,
): Record<string, string> {
  const waitSeconds = refusal === 'rate_limited' ? retryAfterSeconds : null;
  return {
    'x-ratelimit-limit': String(rateLimit.limitRequests),
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': String(Math.ceil(nowMs / 1_000) + (waitSeconds ?? rateLimit.resetSeconds)),
    ...(waitSeconds === null ? {} : { 'retry-after': String(waitSeconds) }),
  };
}

export const cursor: Vendor = {
  id: 'cursor',
  basePath: '/v1',
  defaultModels: ['composer-2', 'composer-2-fast', 'claude-sonnet-4-6', 'gpt-5-mini'],
  routes: [
    {
      method: 'GET',
      pattern: /\/v0\/models$/,
      answer: ({ models }) => jsonAnswer(200, { models }),
    },
    {
      method: 'GET',
      pattern: /\/models$/,
      answer: ({ models }) => jsonAnswer(200, { items: models.map((id) => ({ id, displayName: id })) }),
    },
    {
      method: 'GET',
      pattern: /\/me$/,
      // As for a service account: a user's key would tell the user's name and address too.
      answer: () => jsonAnswer(200, { apiKeyName: 'Simulator', createdAt: '2026-07-01T00:00:00.000Z' }),
    },
  ],
  newRequestId: randomUuid,
  keyOf: (request) => bearerKey(request) ?? (basicCredentials(request)?.user || null),
  refuse,
  headers: ({ requestId }) => ({ 'x-request-id': requestId }),
  streamError: () => [],
};

if (import.meta.main) await runAlone(cursor);
