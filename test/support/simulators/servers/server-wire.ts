import { openAiRoutes, type OpenAiDialect } from '../vendors/openai-wire.ts';
import { randomText, type Call, type Refusal, type Route, type Vendor } from '../vendor.ts';
import { bearerKey, dataFrame, jsonAnswer, type WireAnswer, type WireRequest } from '../wire.ts';

interface Said {
  readonly status: number;
  readonly type: string;
  readonly message: string;
}

/** What most servers say; each in a shape of its own. */
const SAID: Readonly<Record<Refusal, Said>> = {
  no_key: { status: 401, type: 'authentication_error', message: 'Unauthorized' },
  wrong_key: { status: 401, type: 'authentication_error', message: 'Invalid API Key' },
  permission: { status: 403, type: 'permission_error', message: 'Forbidden' },
  rate_limited: { status: 429, type: 'rate_limit_error', message: 'Too many requests' },
  quota: { status: 402, type: 'payment_required', message: 'Payment required' },
  bad_request: { status: 400, type: 'invalid_request_error', message: 'Invalid request' },
  server_error: { status: 500, type: 'server_error', message: 'Internal server error' },
  unavailable: { status: 503, type: 'unavailable', message: 'Service unavailable' },
  overloaded: { status: 503, type: 'overloaded', message: 'Server is overloaded' },
  unknown_path: { status: 404, type: 'not_found_error', message: 'Not Found' },
  unknown_model: { status: 404, type: 'NotFoundError', message: 'The model does not exist' },
};

export type ErrorShape = (said: Said, call: Call) => WireAnswer;

/** `{error: {message, type, code}}`, as those answer that speak like OpenAI. */
export const nestedError: ErrorShape = ({ status, message, type }) =>
  jsonAnswer(status, { error: { message, type, param: null, code: status } });

/** `{error: "text"}`. */
export const plainError: ErrorShape = ({ status, message }) => jsonAnswer(status, { error: message });

const EMPTY: WireAnswer['content'] = { kind: 'text', text: '', contentType: 'text/plain' };

export function emptyAnswer(status: number): WireAnswer {
  return { status, content: EMPTY };
}

const DIALECT: OpenAiDialect = {
  ownedBy: 'server',
  modelFields: () => ({ created: 1_754_425_777 }),
  refusalOf: () => null,
  streamPreamble: [],
  reasoningOf: () => '',
};

/** Below `/v1`, as OpenAI has them. */
export function serverRoutes(vendor: () => Vendor): readonly Route[] {
  return openAiRoutes(vendor, DIALECT);
}

export function get(pattern: RegExp, answer: (call: Call) => WireAnswer): Route {
  return { method: 'GET', pattern, answer };
}

type Own = Pick<Vendor, 'id' | 'defaultModels' | 'routes'> & Partial<Vendor>;

/** A server of one's own: its errors in one shape, and what else it does not say in the usual way. */
export function selfHosted(
  own: Own,
  shape: ErrorShape,
  exceptions: Partial<Record<Refusal, WireAnswer>> = {},
): Vendor {
  return {
    basePath: '',
    newRequestId: (random) => randomText(random, 16, 'hex'),
    keyOf: bearerKey,
    refuse: (refusal, call) => {
      const answer = exceptions[refusal] ?? shape(SAID[refusal], call);
      if (refusal !== 'rate_limited' || call.retryAfterSeconds === null) return answer;
      return { ...answer, headers: { ...answer.headers, 'retry-after': String(call.retryAfterSeconds) } };
    },
    headers: () => ({}),
    streamError: (call) => failedFrames(shape(SAID.server_error, call)),
    ...own,
  };
}

/** The server's own error as an event of a stream. */
function failedFrames({ content }: WireAnswer): readonly string[] {
  return content.kind === 'json' ? [dataFrame(content.json)] : [];
}

/** Asks nobody for a key, unless it is told to. */
export const openToAll = (_request: WireRequest, isLocked: boolean): boolean => !isLocked;

export function openOutside(prefix: string) {
  return ({ path }: WireRequest): boolean => !path.startsWith(prefix);
}
