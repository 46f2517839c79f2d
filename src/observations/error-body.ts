/** What an error body says, whatever its vendor's shape. */
export interface ErrorEvidence {
  /** Codes, types and reasons as received, the most specific first. */
  readonly codes: readonly string[];
  /** An HTTP status that the body itself names (`code: 503`, `code: "401"`); null when it names none. */
  readonly status: number | null;
  /** The vendor's sentence. It may quote the request: a hint for us, never shown or logged as it is. */
  readonly message: string | null;
}

type Fields = Readonly<Record<string, unknown>>;

/** Names of envelopes, which say nothing of the error in them. */
const ENVELOPES = new Set(['error', 'response.failed', 'response', 'api_error_response']);

const NO_EVIDENCE: ErrorEvidence = { codes: [], status: null, message: null };

/**
 * Reads the shapes in use: `{error: {…}}` (OpenAI, Google, Anthropic, Cursor, OpenRouter), flat `{code, message}`
 * (Mistral, DashScope, Cohere), `{error: "text"}` (Ollama, vLLM, xAI), FastAPI's `{detail}`, `{response: {error}}` of a
 * failed Responses stream, a list of one, and any of them as JSON text.
 */
export function errorEvidence(body: unknown): ErrorEvidence {
  const outer = fieldsOf(parsedBody(body));
  if (outer === null) return NO_EVIDENCE;
  const inner = fieldsOf(outer['error']) ?? fieldsOf(fieldsOf(outer['response'])?.['error']) ?? outer;
  const named = namesIn(inner, outer);
  return {
    codes: named.filter((name) => statusOf(name) === null && !ENVELOPES.has(name)),
    status: named.map(statusOf).find((status) => status !== null) ?? null,
    message: messageIn(inner, outer),
  };
}

/** Whether a 2xx body is an error after all: OpenRouter answers so once generation has begun, and every SSE stream may. */
export function carriesError(body: unknown): boolean {
  const outer = fieldsOf(body);
  if (outer === null) return false;
  if (outer['type'] === 'error' || outer['type'] === 'response.failed' || outer['object'] === 'error')
    return true;
  const error = outer['error'];
  return (typeof error === 'string' && error !== '') || fieldsOf(error) !== null;
}

/** The body as it is, or as its text says; null where that is not JSON. */
export function parsedBody(body: unknown): unknown {
  if (typeof body !== 'string') return body;
  try {
    return JSON.parse(body);
  } catch {
    // Not JSON: the status must tell, which is what an empty body means to the caller.
    return null;
  }
}

function fieldsOf(value: unknown): Fields | null {
  const single: unknown = Array.isArray(value) ? (value as unknown[])[0] : value;
  return typeof single === 'object' && single !== null ? (single as Fields) : null;
}

function namesIn(inner: Fields, outer: Fields): readonly string[] {
  const metadata = fieldsOf(inner['metadata']);
  const details = inner['details'] ?? outer['detail'];
  const candidates = [
    ...detailNames(details, 'reason'),
    ...detailNames(details, 'error_code'),
    fieldsOf(inner['innererror'])?.['code'],
    inner['code'],
    metadata?.['limit_source'],
    // OpenRouter lists there what its moderation took offence at.
    Array.isArray(metadata?.['reasons']) ? 'moderation' : undefined,
    metadata?.['error_type'],
    inner['type'],
    inner['status'],
    inner['error_type'],
    outer['code'],
    outer['error_type'],
    ...quotaIds(details),
  ];
  return candidates.filter(isName).map(String);
}

/** Google lists its details, Anthropic has an object of them, FastAPI lists problems. */
function detailNames(details: unknown, field: string): readonly unknown[] {
  const list = Array.isArray(details) ? (details as readonly unknown[]) : [details];
  return list.map((detail) => fieldsOf(detail)?.[field]);
}

function quotaIds(details: unknown): readonly unknown[] {
  if (!Array.isArray(details)) return [];
  return (details as readonly unknown[]).flatMap((detail) => {
    const violations = fieldsOf(detail)?.['violations'];
    return Array.isArray(violations) ? violations.map((violation) => fieldsOf(violation)?.['quotaId']) : [];
  });
}

function isName(value: unknown): value is string | number {
  return (typeof value === 'string' && value !== '') || typeof value === 'number';
}

/** Numbers outside this range are no HTTP errors: Gemini's RPC codes, Cloudflare's 1xxx. */
function statusOf(name: string): number | null {
  const status = /^\d{3}$/.test(name) ? Number(name) : 0;
  return status >= 400 && status <= 599 ? status : null;
}

function messageIn(inner: Fields, outer: Fields): string | null {
  const detail = fieldsOf(outer['detail']);
  const candidates = [
    inner['message'],
    outer['message'],
    outer['error'],
    outer['detail'],
    detail?.['error'],
    detail?.['msg'],
  ];
  return candidates.find((text): text is string => typeof text === 'string') ?? null;
}
