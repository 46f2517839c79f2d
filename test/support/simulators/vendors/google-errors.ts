import type { Call, Refusal } from '../vendor.ts';
import { jsonAnswer, type WireAnswer } from '../wire.ts';

const SERVICE = 'generativelanguage.googleapis.com';
const RPC = 'type.googleapis.com/google.rpc';
const HELP = {
  '@type': `${RPC}.Help`,
  links: [
    {
      description: 'Learn more about Gemini API quotas',
      url: 'https://ai.google.dev/gemini-api/docs/rate-limits',
    },
  ],
};

function googleError(code: number, status: string, message: string, details?: readonly object[]): WireAnswer {
  return jsonAnswer(code, {
    error: { code, message, status, ...(details === undefined ? {} : { details }) },
  });
}

const INVALID_KEY = 'API key not valid. Please pass a valid API key.';
const OVER_QUOTA =
  'You exceeded your current quota, please check your plan and billing details. For more information on this error, head to: https://ai.google.dev/gemini-api/docs/rate-limits.';

/** How Gemini says no: the delay and the reason are in the details, never in a header. */
export const GOOGLE_REFUSALS: Readonly<Record<Refusal, (call: Call) => WireAnswer>> = {
  no_key: () =>
    googleError(
      403,
      'PERMISSION_DENIED',
      "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.",
    ),
  // A bad key is a bad request here: only the reason in the details tells it apart.
  wrong_key: () =>
    googleError(400, 'INVALID_ARGUMENT', INVALID_KEY, [
      {
        '@type': `${RPC}.ErrorInfo`,
        reason: 'API_KEY_INVALID',
        domain: 'googleapis.com',
        metadata: { service: SERVICE },
      },
      { '@type': `${RPC}.LocalizedMessage`, locale: 'en-US', message: INVALID_KEY },
    ]),
  permission: () =>
    googleError(403, 'PERMISSION_DENIED', 'Requests to this API are blocked.', [
      {
        '@type': `${RPC}.ErrorInfo`,
        reason: 'API_KEY_SERVICE_BLOCKED',
        domain: 'googleapis.com',
        metadata: { service: SERVICE },
      },
    ]),
  rate_limited: ({ retryAfterSeconds }) =>
    googleError(429, 'RESOURCE_EXHAUSTED', OVER_QUOTA, [
      quotaFailure('GenerateRequestsPerMinutePerProjectPerModel-FreeTier'),
      HELP,
      ...(retryAfterSeconds === null
        ? []
        : [{ '@type': `${RPC}.RetryInfo`, retryDelay: `${retryAfterSeconds}s` }]),
    ]),
  quota: () =>
    googleError(429, 'RESOURCE_EXHAUSTED', OVER_QUOTA, [
      quotaFailure('GenerateRequestsPerDayPerProjectPerModel-FreeTier'),
      HELP,
    ]),
  bad_request: ({ subject }) =>
    googleError(400, 'INVALID_ARGUMENT', subject === '' ? 'Request contains an invalid argument.' : subject),
  server_error: () =>
    googleError(
      500,
      'INTERNAL',
      'An internal error has occurred. Please retry or report in https://developers.generativeai.google/guide/troubleshooting',
    ),
  unavailable: () => googleError(503, 'UNAVAILABLE', 'The service is currently unavailable.'),
  overloaded: () => googleError(503, 'UNAVAILABLE', 'The model is overloaded. Please try again later.'),
  unknown_path: () => ({
    status: 404,
    content: {
      kind: 'text',
      text: '<!DOCTYPE html><html lang=en><title>Error 404 (Not Found)!!1</title></html>',
      contentType: 'text/html; charset=UTF-8',
    },
  }),
  unknown_model: ({ subject, request }) => {
    const version = /\/(v1(?:beta)?)\//.exec(request.path)?.[1] ?? 'v1beta';
    return googleError(
      404,
      'NOT_FOUND',
      `models/${subject} is not found for API version ${version}, or is not supported for generateContent. Call ListModels to see the list of available models and their supported methods.`,
    );
  },
};

function quotaFailure(quotaId: string): object {
  const quotaMetric = `${SERVICE}/generate_content_free_tier_requests`;
  return {
    '@type': `${RPC}.QuotaFailure`,
    violations: [{ quotaMetric, quotaId, quotaDimensions: { location: 'global' } }],
  };
}
