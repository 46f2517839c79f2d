import type { EpochMs } from '../../clock/clock.ts';
import { type CalledHost, hostOfUrl } from '../called-host.ts';
import { type Fields, fieldsOf, nameOf, numberOf, textOf } from '../fields.ts';
import { durationMs, httpStatus, tokens } from '../measures.ts';
import { timestampMs } from '../timestamp.ts';

/** What a log of LiteLLM (`StandardLoggingPayload`) says of a call; of what was said in the call, nothing. */
export interface LiteLlmCall {
  readonly ok: boolean;
  /** Names by which the settings may know it, the most specific first: model group, vendor. */
  readonly modelGroup: string | null;
  readonly vendor: string | null;
  readonly host: CalledHost | null;
  readonly model: string | null;
  readonly endedAt: EpochMs | null;
  readonly latencyMs: number | null;
  readonly ttftMs: number | null;
  readonly outputTokens: number | null;
  readonly requestId: string | null;
  readonly errorClass: string | null;
  readonly httpStatus: number | null;
  /** The vendor's sentence, which may quote the request: read for the kind and dropped with this object. */
  readonly errorMessage: string | null;
  /** The vendor's headers, by their own names. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Why a log is no outcome of a call to a provider. */
export type NoCall = 'no_log' | 'no_status' | 'cache_hit' | 'of_the_proxy';

/** What the proxy says of itself: nobody was called. */
const OWN_ERRORS = new Set([
  'RouterRateLimitError',
  'RouterRateLimitErrorBasic',
  'RouterErrors',
  'ProxyException',
  'BudgetExceededError',
  'HTTPException',
  'RejectedRequestError',
  'GuardrailRaisedException',
]);

export function litellmCall(log: unknown): LiteLlmCall | NoCall {
  const fields = fieldsOf(log);
  if (fields === null) return 'no_log';
  const error = fieldsOf(fields['error_information']) ?? {};
  return noCallOf(fields, error) ?? callOf(fields, error);
}

function noCallOf(fields: Fields, error: Fields): NoCall | null {
  const { status, cache_hit: cacheHit } = fields;
  if (status !== 'success' && status !== 'failure') return 'no_status';
  if (cacheHit === true || cacheHit === 'True') return 'cache_hit';
  const isOwn = status === 'failure' && OWN_ERRORS.has(nameOf(error['error_class']) ?? '');
  return isOwn ? 'of_the_proxy' : null;
}

function callOf(fields: Fields, error: Fields): LiteLlmCall {
  const apiBase = textOf(fields['api_base']);
  return {
    ok: fields['status'] === 'success',
    modelGroup: nameOf(fields['model_group']),
    vendor: vendorOf(fields, error),
    host: apiBase === null ? null : hostOfUrl(apiBase),
    model: nameOf(fields['model']),
    ...timesOf(fields),
    outputTokens: tokens(numberOf(fields['completion_tokens'])),
    requestId: nameOf(fields['id']),
    errorClass: nameOf(error['error_class']),
    httpStatus: httpStatus(numberOf(error['error_code'])),
    errorMessage: textOf(error['error_message']) ?? textOf(fields['error_str']),
    headers: headersOf(fields),
  };
}

/** LiteLLM writes the vendor before the model where it does not say it by itself. */
function vendorOf(fields: Fields, error: Fields): string | null {
  const told = nameOf(fields['custom_llm_provider']) ?? nameOf(error['llm_provider']);
  if (told !== null) return told;
  const [vendor, ...rest] = (nameOf(fields['model']) ?? '').split('/');
  return rest.length === 0 || vendor === undefined ? null : vendor;
}

function timesOf(fields: Fields): Pick<LiteLlmCall, 'endedAt' | 'latencyMs' | 'ttftMs'> {
  const [startedAt, endedAt] = [epochMs(fields['startTime']), epochMs(fields['endTime'])];
  const firstTokenAt = epochMs(fields['completionStartTime']);
  // of what was not streamed it is the end, of some calls their start
  const isStreamed = fields['stream'] === true || (fields['stream'] !== false && firstTokenAt !== endedAt);
  const isWithin =
    firstTokenAt !== null && startedAt !== null && endedAt !== null && firstTokenAt > startedAt;
  return {
    endedAt: endedAt ?? startedAt,
    latencyMs: durationMs(startedAt, endedAt),
    ttftMs: isStreamed && isWithin && firstTokenAt <= endedAt ? durationMs(startedAt, firstTokenAt) : null,
  };
}

/** Epoch seconds as Python's `time.time()`, epoch milliseconds, or ISO 8601; without a zone it is UTC. */
function epochMs(value: unknown): EpochMs | null {
  const number = numberOf(value);
  if (number !== null) return number <= 0 ? null : number < LEAST_EPOCH_MS ? number * 1_000 : number;
  const text = textOf(value);
  if (text === null) return null;
  const iso = text.replace(' ', 'T');
  const at = timestampMs(/(Z|[+-]\d\d:?\d\d)$/.test(iso) ? iso : `${iso}Z`);
  return Number.isNaN(at) ? null : at;
}

/** The year 5138 in seconds, 1973 in milliseconds. */
const LEAST_EPOCH_MS = 1e11;

/** `x_ratelimit_remaining_requests` and `llm_provider-retry-after` of `hidden_params.additional_headers`. */
function headersOf(fields: Fields): Record<string, string> {
  const sent = fieldsOf(fieldsOf(fields['hidden_params'])?.['additional_headers']);
  if (sent === null) return {};
  const known: Record<string, string> = {};
  for (const [name, value] of Object.entries(sent)) {
    const header = name
      .toLowerCase()
      .replaceAll('_', '-')
      .replace(/^llm-provider-/, '');
    if (!/ratelimit|^retry-after/.test(header)) continue;
    if (typeof value === 'string' || typeof value === 'number') known[header] = String(value);
  }
  return known;
}
