import type { EpochMs } from '../../clock/clock.ts';
import { type CalledHost, hostOfAddress } from '../called-host.ts';
import { statusOfName } from '../error-names.ts';
import { nameOf, numberOf } from '../fields.ts';
import { durationMs, httpStatus, measuredMs, tokens } from '../measures.ts';
import type { Span, SpanEvent } from './span.ts';

/** What a span says of a call to a model. */
export interface GenAiCall {
  readonly ok: boolean;
  readonly vendor: string | null;
  readonly host: CalledHost | null;
  /** As asked for, and as answered by: the latter may name a snapshot of the former. */
  readonly models: readonly string[];
  readonly endedAt: EpochMs | null;
  readonly latencyMs: number | null;
  readonly ttftMs: number | null;
  readonly outputTokens: number | null;
  readonly requestId: string | null;
  readonly httpStatus: number | null;
  /** `error.type`, or the type of the exception that was recorded. */
  readonly errorName: string | null;
}

/** Why a span is no outcome of a call to a provider. */
export type NoCall = 'not_gen_ai' | 'not_client' | 'not_a_model_call';

/** What agents, tools and stores do around the calls; the calls in them have spans of their own. */
const NO_MODEL_CALLS = new Set([
  'invoke_agent',
  'create_agent',
  'execute_tool',
  'invoke_workflow',
  'retrieval',
  'plan',
]);

/** Events by which instrumentations mark the first token of a stream. */
const FIRST_TOKEN =
  /first[._ ]?(token|chunk)|^gen_ai\.content\.completion\.chunk$|^llm\.content\.completion\.chunk$/i;

export function genAiCall(span: Span): GenAiCall | NoCall {
  const { attributes } = span;
  const vendor = nameOf(attributes.get('gen_ai.provider.name') ?? attributes.get('gen_ai.system'));
  const models = [attributes.get('gen_ai.request.model'), attributes.get('gen_ai.response.model')];
  const operation = nameOf(attributes.get('gen_ai.operation.name'));
  if (vendor === null && operation === null && models.every((model) => model === undefined))
    return 'not_gen_ai';
  if (operation !== null && NO_MODEL_CALLS.has(operation)) return 'not_a_model_call';
  if (!span.isClient) return 'not_client';
  return {
    vendor,
    host: hostOf(span),
    models: models.map(nameOf).filter((model) => model !== null),
    endedAt: span.endedAt ?? span.startedAt,
    latencyMs: durationMs(span.startedAt, span.endedAt),
    ttftMs: ttftOf(span),
    outputTokens: tokens(
      numberOf(attributes.get('gen_ai.usage.output_tokens')) ??
        numberOf(attributes.get('gen_ai.usage.completion_tokens')),
    ),
    requestId: nameOf(attributes.get('gen_ai.response.id')),
    ...outcomeOf(span),
  };
}

function hostOf({ attributes }: Span): CalledHost | null {
  const address = nameOf(attributes.get('server.address'));
  return address === null ? null : hostOfAddress(address, numberOf(attributes.get('server.port')));
}

const FIRST_ERROR_STATUS = 400;

function outcomeOf(span: Span): Pick<GenAiCall, 'ok' | 'httpStatus' | 'errorName'> {
  const errorType = nameOf(span.attributes.get('error.type'));
  const typeAsStatus = errorType === null ? null : statusOfName(errorType);
  const status = statusOf(span) ?? typeAsStatus;
  const isErrorStatus = status !== null && status >= FIRST_ERROR_STATUS;
  // an exception that was caught within the call may be on a span that succeeded
  const ok = !span.hasErrorStatus && errorType === null && !isErrorStatus;
  const name = typeAsStatus === null ? errorType : null;
  return { ok, httpStatus: status, errorName: ok ? null : (name ?? exceptionOf(span)) };
}

function statusOf({ attributes }: Span): number | null {
  const told = attributes.get('http.response.status_code') ?? attributes.get('http.status_code');
  return httpStatus(numberOf(told));
}

function exceptionOf({ events }: Span): string | null {
  return events.find(({ exceptionType }) => exceptionType !== null)?.exceptionType ?? null;
}

/** Said in seconds, as the conventions have it; else by an event of the first token. */
function ttftOf(span: Span): number | null {
  const { attributes, events, startedAt } = span;
  const seconds = TTFT_ATTRIBUTES.map((key) => numberOf(attributes.get(key))).find((value) => value !== null);
  if (seconds !== undefined && seconds !== null) return measuredMs(seconds * 1_000);
  const first = events.find(({ name }: SpanEvent) => FIRST_TOKEN.test(name));
  return first === undefined ? null : durationMs(startedAt, first.at);
}

const TTFT_ATTRIBUTES = [
  'gen_ai.response.time_to_first_chunk',
  'gen_ai.response.time_to_first_token',
  'gen_ai.server.time_to_first_token',
] as const;
