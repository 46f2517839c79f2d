import type { EpochMs } from '../../clock/clock.ts';

export type AttributeValue = string | number | boolean;

/** What is read of a span. Attributes that are not in `READ_ATTRIBUTES`, and so every message, are never decoded. */
export interface Span {
  readonly isClient: boolean;
  readonly startedAt: EpochMs | null;
  readonly endedAt: EpochMs | null;
  readonly hasErrorStatus: boolean;
  readonly attributes: ReadonlyMap<string, AttributeValue>;
  readonly events: readonly SpanEvent[];
}

export interface SpanEvent {
  readonly name: string;
  readonly at: EpochMs | null;
  /** Of an `exception` event. */
  readonly exceptionType: string | null;
}

/** The whole of what traces are read for. */
export const READ_ATTRIBUTES: ReadonlySet<string> = new Set([
  'gen_ai.provider.name',
  'gen_ai.system',
  'gen_ai.operation.name',
  'gen_ai.request.model',
  'gen_ai.response.model',
  'gen_ai.response.id',
  'gen_ai.usage.output_tokens',
  'gen_ai.usage.completion_tokens',
  'gen_ai.response.time_to_first_chunk',
  'gen_ai.response.time_to_first_token',
  'gen_ai.server.time_to_first_token',
  'error.type',
  'exception.type',
  'http.response.status_code',
  'http.status_code',
  'server.address',
  'server.port',
]);

export const EXCEPTION_TYPE = 'exception.type';

/** SPAN_KIND_CLIENT and STATUS_CODE_ERROR of opentelemetry/proto/trace/v1/trace.proto */
export const CLIENT_KIND = 3;
export const ERROR_STATUS = 2;

/** chosen: names are short; a longer value is none, whatever its key. */
export const LONGEST_VALUE = 512;

const NANOSECONDS = 1_000_000n;

/** Epoch milliseconds, with their fraction; null for zero, which means unset. */
export function epochMsOf(nanoseconds: bigint): EpochMs | null {
  if (nanoseconds <= 0n) return null;
  return Number(nanoseconds / NANOSECONDS) + Number(nanoseconds % NANOSECONDS) / Number(NANOSECONDS);
}
