import { carriesError } from '../observations/error-body.ts';
import type { Vendor } from '../observations/errors/vendors.ts';
import type { FailureKind } from '../observations/failure-kind.ts';
import { classifyHttpError, type HttpFailure } from '../observations/http-error.ts';
import { parseJson, type Lesson } from './body-reader.ts';
import type { Endpoint } from './endpoint.ts';
import type { Exchange } from './http-exchange.ts';
import { transportFault, type Fault } from './probe-result.ts';
import type { CheckLevel } from './probe.ts';

/** What was asked, for which the exchange is the answer. */
export interface Question {
  readonly endpoint: Endpoint;
  readonly level: CheckLevel;
  readonly vendor: Vendor;
  /** For people: `GET /v1/models`. */
  readonly asked: string;
  readonly now: number;
}

export interface Judgement {
  /** Null when the answer is as promised. */
  readonly fault: Fault | null;
  readonly lesson: Lesson;
  /** The API is there and told nothing more; asking on would bring no facts. */
  readonly isEdgeOnly: boolean;
  /** The answer came as promised, and states the fault itself. */
  readonly isStated?: boolean;
}

const EDGE_ONLY: Judgement = { fault: null, lesson: {}, isEdgeOnly: true };

/** Without a key these say no more than that somebody is there to say them. */
const PROOF_OF_AN_EDGE: ReadonlySet<FailureKind> = new Set([
  'auth',
  'permission',
  'quota_exhausted',
  'model_unavailable',
  'bad_request',
  'content_filtered',
]);

/** Whether an answer is a success, and if not, why. An error status stands even where its body did not come whole. */
export function judge(exchange: Exchange, question: Question): Judgement {
  const { status, failure } = exchange;
  const isError = status !== null && status >= 300;
  if (failure !== null && (!isError || failure.failure === 'cancelled')) {
    return faulty(transportFault(failure, question.asked));
  }
  return isError ? judgeError(exchange, question, exchange.body) : judgeSuccess(exchange, question);
}

function judgeSuccess(exchange: Exchange, question: Question): Judgement {
  const { read } = question.endpoint;
  if (read === undefined) return { fault: null, lesson: {}, isEdgeOnly: false };
  if (exchange.body === '' && question.level === 'reach') return EDGE_ONLY;
  const json = parseJson(exchange.body);
  if (carriesError(json)) return judgeError(exchange, question, json);
  const reading = read(json, exchange.body);
  if (reading.problem === null) return { fault: null, lesson: reading.lesson, isEdgeOnly: false };
  const detail = `${exchange.status} from ${question.asked}: ${reading.problem}`;
  const failure = reading.failure ?? 'invalid_response';
  const fault: Fault = { failure, detail, vendorCode: null, retryAfterMs: null, isLocal: false };
  return { ...faulty(fault), isStated: reading.failure !== undefined };
}

function judgeError(
  { status, headers, redirectsTo }: Exchange,
  question: Question,
  body: unknown,
): Judgement {
  const { vendor, now, endpoint, level, asked } = question;
  if (status === 404 && endpoint.mayBeAbsent === true) {
    return { ...EDGE_ONLY, lesson: { capabilities: { models: null, key_verified: false } } };
  }
  const error = classifyHttpError({ vendor, status, headers, body, now, operation: 'list' });
  if (level === 'reach' && provesEdge(status, error)) return EDGE_ONLY;
  const { vendorCode, retryAfterMs, isStarting } = error;
  // We did not go away: it was the server that gave up.
  const failure = error.failure === 'cancelled' ? 'server_error' : error.failure;
  const detail = `${status} from ${asked}${clauses(error, redirectsTo)}`;
  return faulty({ failure, detail, vendorCode, retryAfterMs, isLocal: false, isStarting });
}

/** Below 500 the API's edge has answered; a redirect and a proxy of ours that wants credentials are not it. */
function provesEdge(status: number | null, { failure, refusesEverybody }: HttpFailure): boolean {
  if (status === null || status >= 500 || status === 407 || refusesEverybody) return false;
  return (status < 300 || status >= 400) && PROOF_OF_AN_EDGE.has(failure);
}

function clauses({ vendorCode, note }: HttpFailure, redirectsTo: string | null): string {
  const target = redirectsTo === null ? '' : ` to ${redirectsTo}`;
  const parts = [vendorCode, note === null ? null : note + target];
  const told = parts.filter((part) => part !== null).join(', ');
  return told === '' ? '' : `: ${told}`;
}

function faulty(fault: Fault): Judgement {
  return { fault, lesson: {}, isEdgeOnly: false };
}
