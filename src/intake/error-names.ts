import type { FailureKind } from '../observations/failure-kind.ts';
import { transportFailureOf } from '../observations/transport-error.ts';

type NameRule = readonly [name: RegExp, failure: FailureKind];

/**
 * What the names say by which SDKs, LiteLLM and OpenTelemetry's `error.type` call errors, a module before the name
 * left out (`openai.RateLimitError`). First match wins; a name that says nothing certain is not here.
 */
const BY_NAME: readonly NameRule[] = [
  [/^(asyncio\.)?Cancell?edError$|^AbortError$|^APIUserAbortError$|^cancell?ed$/i, 'cancelled'],
  [/^InsufficientQuota(Error)?$|^BudgetExceededError$|^BillingError$/i, 'quota_exhausted'],
  [/^ContentPolicyViolationError$|^ContentFilter\w*Error$|^LengthOrContentFilter$/i, 'content_filtered'],
  [
    /^(\w*Time(d)?out\w*|APITimeoutError|APIConnectionTimeoutError|DEADLINE_EXCEEDED|DeadlineExceeded)$/i,
    'timeout',
  ],
  [
    /^(API)?Connection\w*Error$|^(Connect|Read|Write|Network|Transport|Socket|Protocol|RemoteProtocol)Error$/i,
    'network',
  ],
  [/^gaierror$|^SSL\w*Error$|^ClientConnect\w*Error$|^FetchError$|^UnknownHostException$/i, 'network'],
  [/^RateLimit(ed)?Error$|^TooManyRequests(Error|Exception)?$|^ThrottlingException$/i, 'rate_limited'],
  [/^(Authentication|Unauthorized|InvalidApiKey)(Error|Exception)?$|^UNAUTHENTICATED$/i, 'auth'],
  [
    /^(PermissionDenied|Permission|Forbidden|AccessDenied)(Error|Exception)?$|^PERMISSION_DENIED$/i,
    'permission',
  ],
  [/^(NotFound|ModelNotFound)(Error|Exception)?$|^NOT_FOUND$/i, 'model_unavailable'],
  [/^(Overloaded|ServiceUnavailable|ModelNotReady)(Error|Exception)?$|^UNAVAILABLE$/i, 'overloaded'],
  [
    /^(InternalServer|ServerError|BadGateway|API|InternalFailure)(Error|Exception)?$|^INTERNAL$/i,
    'server_error',
  ],
  [
    /^(APIResponseValidation|JSONDecode|JSONSchemaValidation|Decoding)Error$|^SyntaxError$/i,
    'invalid_response',
  ],
  [
    /^(BadRequest|UnprocessableEntity|InvalidRequest|UnsupportedParams|ContextWindowExceeded|Conflict|Validation)(Error|Exception)?$/i,
    'bad_request',
  ],
  [/^INVALID_ARGUMENT$|^FAILED_PRECONDITION$|^OUT_OF_RANGE$/i, 'bad_request'],
];

/** chosen: longer than any name of an error that there is. */
const LONGEST_NAME = 200;

/** The kind that an error's name alone tells; null when it tells none. `ECONNRESET` and its like are told by their own table. */
export function failureOfName(name: string): FailureKind | null {
  if (name.length > LONGEST_NAME) return null;
  const bare = name.slice(name.lastIndexOf('.') + 1);
  return BY_NAME.find(([pattern]) => pattern.test(bare))?.[1] ?? transportFailureOf(bare)?.failure ?? null;
}

/** An HTTP status that stands in the place of a name (`"429"`); null where it is none. */
export function statusOfName(name: string): number | null {
  return /^[1-5]\d\d$/.test(name) ? Number(name) : null;
}
