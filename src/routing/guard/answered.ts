import { carriesError, parsedBody } from '../../observations/error-body.ts';
import { isFailureKind } from '../../observations/failure-kind.ts';
import { readRateLimit } from '../../observations/rate-limit-headers.ts';
import { requestIdOf } from '../../probes/exchange-headers.ts';
import { finishOf } from '../../probes/generate/finish-reasons.ts';
import { withoutSecrets } from '../../probes/secrets.ts';
import { type CallOutcome, failedBy, WENT_WELL } from './call-outcome.ts';
import { outcomeOfAnswer, outcomeOfError, type Reading } from './thrown-error.ts';

type Fields = Readonly<Record<string, unknown>>;

/** chosen: an answer that is longer is looked at no further; it is the caller's all the same. */
const LOOKED_AT_BYTES = 8 * 1024 * 1024;

const HTML = /^\s*<(!doctype|html|head|body)\b/i;

/** What a value says that a call came to: the answer of an SDK, or what the application made of it. */
export function outcomeOfValue(value: unknown, reading: Reading): CallOutcome {
  if (typeof value === 'string') return HTML.test(value) ? notTheApi('HTML') : WENT_WELL;
  const fields = fieldsOf(value);
  if (fields === null) return WENT_WELL;
  // The SDKs take `{}` for an answer (measured).
  if (isPlain(fields) && Object.keys(fields).length === 0) return notTheApi('an empty object');
  if (!isOfVendor(fields)) return WENT_WELL;
  if (carriesError(fields)) return outcomeOfAnswer({ status: null, headers: {}, body: fields }, reading);
  const outputTokens = outputTokensOf(fields);
  const reason = finishReasonOf(fields);
  const { ending } = finishOf(reason ?? 'stop');
  if (!isFailureKind(ending)) return { ...WENT_WELL, outputTokens };
  return failedBy(ending, 'unknown', `the answer ended by ${reason}`, { outputTokens, vendorCode: reason });
}

/** What an answer of `fetch` says. Its body is read from a copy: the caller's own is untouched. */
export async function outcomeOfResponse(response: Response, reading: Reading): Promise<CallOutcome> {
  const { status, headers } = response;
  try {
    const body = await bodyOf(response);
    if (!response.ok) return outcomeOfAnswer({ status, headers, body }, reading);
    const outcome = outcomeOfBody(body, headers.get('content-type') ?? '', reading);
    return { ...outcome, ...factsOf(response, reading) };
  } catch (error) {
    return { ...outcomeOfError(error, reading), ...factsOf(response, reading) };
  }
}

export function factsOf(
  { status, headers }: Response,
  { now, secrets }: Reading,
): Pick<CallOutcome, 'httpStatus' | 'requestId' | 'rateLimit'> {
  const requestId = withoutSecrets(requestIdOf(headers), secrets);
  return { httpStatus: status, requestId, rateLimit: readRateLimit(headers, now) };
}

function outcomeOfBody(body: string | null, contentType: string, reading: Reading): CallOutcome {
  if (body === null) return WENT_WELL;
  if (HTML.test(body)) return notTheApi('HTML');
  if (!/\bjson\b/i.test(contentType)) return WENT_WELL;
  const parsed = parsedBody(body);
  return parsed === null ? notTheApi('a body that is no JSON') : outcomeOfValue(parsed, reading);
}

/** Null where it is too long to be looked at. */
async function bodyOf(response: Response): Promise<string | null> {
  if (response.bodyUsed || response.body === null) return '';
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.clone().body as unknown as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > LOOKED_AT_BYTES) return null;
  }
  return Buffer.concat(chunks).toString('utf8');
}

function notTheApi(what: string): CallOutcome {
  return failedBy('invalid_response', 'refused', `${what} instead of an answer`);
}

function isPlain(value: Fields): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Names that the answers of vendors have, and hardly anything of an application. */
function isOfVendor(fields: Fields): boolean {
  const isList = (name: string): boolean => Array.isArray(fields[name]);
  return (
    isList('choices') ||
    isList('candidates') ||
    fields['type'] === 'message' ||
    'object' in fields ||
    isBare(fields)
  );
}

/** Nothing but an error. */
function isBare(fields: Fields): boolean {
  return 'error' in fields && !('data' in fields) && Object.keys(fields).length <= 3;
}

function finishReasonOf(fields: Fields): string | null {
  if (fieldsOf(fields['promptFeedback'])?.['blockReason'] !== undefined) return 'SAFETY';
  const choice = fieldsOf(firstOf(fields['choices']));
  const candidate = fieldsOf(firstOf(fields['candidates']));
  const reason = choice?.['finish_reason'] ?? candidate?.['finishReason'] ?? fields['stop_reason'];
  return typeof reason === 'string' && reason !== '' ? reason : null;
}

function outputTokensOf(fields: Fields): number | null {
  const usage = fieldsOf(fields['usage']) ?? fieldsOf(fields['usageMetadata']);
  const tokens = usage?.['completion_tokens'] ?? usage?.['output_tokens'] ?? usage?.['candidatesTokenCount'];
  return typeof tokens === 'number' && Number.isInteger(tokens) && tokens >= 0 ? tokens : null;
}

function firstOf(list: unknown): unknown {
  return Array.isArray(list) ? (list as readonly unknown[])[0] : undefined;
}

function fieldsOf(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null ? (value as Fields) : null;
}
