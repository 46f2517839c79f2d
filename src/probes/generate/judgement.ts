import { carriesError, parsedBody } from '../../observations/error-body.ts';
import type { FailureKind } from '../../observations/failure-kind.ts';
import { classifyHttpError, type HttpFailure } from '../../observations/http-error.ts';
import type { TransportFailure } from '../../observations/transport-error.ts';
import { isAnswered } from './challenge.ts';
import type { Completion } from './completion.ts';
import type { GenerateRequest } from './generate-request.ts';
import type { SdkExchange } from './sdk-exchange.ts';

/** All that is known of one call once it is over. */
export interface Heard {
  readonly request: GenerateRequest;
  readonly exchange: SdkExchange;
  readonly completion: Completion;
  /** Why our patience ended; null where it did not. */
  readonly impatience: TransportFailure | null;
  /** The SDK gave up, for whatever reason: what it says of it is less than what the wire said. */
  readonly hasThrown: boolean;
  /** Wall time. */
  readonly now: number;
}

/** Why a call failed. */
export interface Trouble {
  readonly failure: FailureKind;
  readonly detail: string;
  readonly vendorCode: string | null;
  readonly retryAfterMs: number | null;
  readonly isLocal: boolean;
  /** The server says that it is still starting. */
  readonly isStarting: boolean;
}

export const NO_TROUBLE = {
  failure: null,
  detail: null,
  vendorCode: null,
  retryAfterMs: null,
  isLocal: false,
  isStarting: false,
} as const;

/**
 * Whether the call went well; null if so. That no SDK threw proves nothing: they take an aborted, a truncated and an
 * empty stream for a complete one (measured), so an answer must have an end and, unless it was cut at the cap, a text.
 */
export function troubleOf(heard: Heard): Trouble | null {
  const { exchange, impatience } = heard;
  if (impatience?.failure === 'cancelled') return broken(heard, impatience);
  if (exchange.status !== null && exchange.status >= 300) return refusal(heard, exchange.body);
  if (exchange.status !== null && !exchange.isStream) return notAStream(heard);
  return exchange.streamError === null ? troubleOfStream(heard) : streamFailure(heard);
}

function troubleOfStream(heard: Heard): Trouble | null {
  const { exchange, impatience, hasThrown } = heard;
  const transport = impatience ?? exchange.transport;
  if (transport !== null) return broken(heard, transport);
  if (!hasThrown) return troubleOfAnswer(heard);
  if (exchange.status !== null) return invalid(`damaged event in ${streamOf(heard)}`);
  return { ...invalid('the SDK refused the request'), isLocal: true };
}

/** Whether the model may have been at work, so that the call is on the bill. */
export function isBillable({ exchange, impatience }: Heard): boolean {
  const { status, isStream } = exchange;
  if (status === null) return mayHaveArrived(impatience ?? exchange.transport);
  if (status >= 300) return false;
  if (isStream) return true;
  const body = parsedBody(exchange.body);
  return body !== null && !carriesError(body);
}

/** Before there is a connection nothing is sent. */
const NOT_CONNECTED = /^(ENOTFOUND|EAI_|ECONNREFUSED|EHOST|ENET|ERR_TLS|ERR_SSL|UND_ERR_CONNECT)|CERT/;

function mayHaveArrived(failure: TransportFailure | null): boolean {
  return (
    failure !== null && failure.failure !== 'bad_request' && !NOT_CONNECTED.test(failure.vendorCode ?? '')
  );
}

function broken({ exchange, completion }: Heard, failure: TransportFailure): Trouble {
  const { failure: kind, detail, vendorCode, isLocal } = failure;
  const stage = exchange.isStream ? stageOf(completion) : '';
  return {
    failure: kind,
    detail: `${exchange.asked}: ${detail}${stage}`,
    vendorCode,
    retryAfterMs: null,
    isLocal,
    isStarting: false,
  };
}

function stageOf({ firstTokenMs }: Completion): string {
  return firstTokenMs === null ? ', before the first token' : ', after the first token';
}

/** An error that the wire tells of: its body before its status, by the vendor's table. */
function classified({ exchange, request, now }: Heard, status: number | null, body: unknown): HttpFailure {
  const { headers } = exchange;
  const error = classifyHttpError({ vendor: request.vendor, status, headers, body, now });
  // We did not go away: it was the server that gave up.
  return error.failure === 'cancelled' ? { ...error, failure: 'server_error' } : error;
}

function refusal(heard: Heard, body: unknown): Trouble {
  const { exchange } = heard;
  const { failure, vendorCode, retryAfterMs, isStarting, note } = classified(heard, exchange.status, body);
  const target = exchange.redirectsTo === null ? '' : ` to ${exchange.redirectsTo}`;
  const told = [vendorCode, note === null ? null : note + target].filter((part) => part !== null).join(', ');
  const detail = `${exchange.status} from ${exchange.asked}${told === '' ? '' : `: ${told}`}`;
  return { failure, detail, vendorCode, retryAfterMs, isStarting, isLocal: false };
}

function notAStream(heard: Heard): Trouble {
  const { exchange, impatience } = heard;
  const transport = impatience ?? exchange.transport;
  if (transport !== null) return broken(heard, transport);
  const body = parsedBody(exchange.body);
  if (carriesError(body)) return refusal(heard, body);
  return invalid(`${exchange.status} from ${exchange.asked}: ${kindOf(exchange.body)} instead of a stream`);
}

function kindOf(body: string): string {
  const start = body.trimStart();
  if (start === '') return 'nothing';
  if (start.startsWith('<')) return 'HTML';
  return start.startsWith('{') || start.startsWith('[') ? 'JSON' : 'a body of another kind';
}

/** Within a 200: only what the event says counts. */
function streamFailure(heard: Heard): Trouble {
  const { failure, vendorCode, retryAfterMs, isStarting } = classified(
    heard,
    null,
    heard.exchange.streamError,
  );
  const detail = `error in ${streamOf(heard)}${vendorCode === null ? '' : `: ${vendorCode}`}`;
  return { failure, detail, vendorCode, retryAfterMs, isStarting, isLocal: false };
}

function troubleOfAnswer(heard: Heard): Trouble | null {
  const { finish, parts } = heard.completion;
  if (parts === 0) return invalid(`no event in ${streamOf(heard)}`);
  if (finish === null) return invalid(`truncated stream: no end in ${streamOf(heard)}`);
  const { ending, reason } = finish;
  if (ending === 'stop' || ending === 'length') return troubleOfText(heard, ending);
  return { ...invalid(`${streamOf(heard)} ended by ${reason}`), failure: ending, vendorCode: reason };
}

/** A model that thinks may come to the cap before its first word: it works all the same. */
function troubleOfText(heard: Heard, ending: 'stop' | 'length'): Trouble | null {
  const { completion, request } = heard;
  const isSilent = completion.text.trim() === '';
  if (isSilent && ending === 'length') return null;
  if (isSilent) return invalid(`empty answer in ${streamOf(heard)}`);
  if (request.answer === null || isAnswered(completion.text, request.answer)) return null;
  return invalid(`wrong answer to the challenge in ${streamOf(heard)}`);
}

function streamOf({ exchange }: Heard): string {
  return `the stream from ${exchange.asked}`;
}

function invalid(detail: string): Trouble {
  return { ...NO_TROUBLE, failure: 'invalid_response', detail };
}
