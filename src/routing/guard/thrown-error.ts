import type { Vendor } from '../../observations/errors/vendors.ts';
import type { FailureKind } from '../../observations/failure-kind.ts';
import { classifyHttpError } from '../../observations/http-error.ts';
import { readRateLimit } from '../../observations/rate-limit-headers.ts';
import { classifyTransportError, type TransportFailure } from '../../observations/transport-error.ts';
import { requestIdOf } from '../../probes/exchange-headers.ts';
import { withoutSecrets } from '../../probes/secrets.ts';
import { type CallOutcome, failedBy, type Progress } from './call-outcome.ts';
import { type ThrownAnswer, thrownAnswer } from './thrown-answer.ts';

/** What is needed to read an error of a target. */
export interface Reading {
  readonly vendor: Vendor;
  readonly secrets: readonly string[];
  /** Wall time. */
  readonly now: number;
}

/** What an error says that a call threw. It never throws itself. */
export function outcomeOfError(error: unknown, reading: Reading): CallOutcome {
  const name = nameOf(error);
  if (name === 'APIUserAbortError') return failedBy('cancelled', 'unknown', 'cancelled');
  const answer = thrownAnswer(error);
  if (answer !== null) return outcomeOfAnswer(answer, reading);
  if (name === 'APIConnectionTimeoutError') {
    return failedBy('timeout', 'unknown', 'no answer in time', { vendorCode: name });
  }
  const transport = classifyTransportError(error);
  if (isOfTransport(transport, name, error)) return outcomeOfTransport(transport, reading);
  return outcomeOfOther(name);
}

/** What an answer says that is an error, whole or within a stream. */
export function outcomeOfAnswer(
  { status, headers, body }: ThrownAnswer,
  { vendor, secrets, now }: Reading,
): CallOutcome {
  const error = classifyHttpError({ vendor, status, headers, body, now });
  // We did not go away: it was the server that gave up.
  const failure: FailureKind = error.failure === 'cancelled' ? 'server_error' : error.failure;
  const vendorCode = withoutSecrets(error.vendorCode, secrets);
  const where = status === null ? 'error in the stream' : `${status} from the call`;
  return failedBy(failure, 'refused', vendorCode === null ? where : `${where}: ${vendorCode}`, {
    vendorCode,
    httpStatus: status,
    requestId: withoutSecrets(requestIdOf(headers), secrets),
    rateLimit: readRateLimit(headers, now),
    retryAfterMs: error.retryAfterMs,
  });
}

/** Before there is a connection nothing is sent. */
const NOT_CONNECTED = /^(ENOTFOUND|EAI_|ECONNREFUSED|EHOST|ENET|ERR_TLS|ERR_SSL|UND_ERR_CONNECT)|CERT/;

export function outcomeOfTransport(failure: TransportFailure, { secrets }: Reading): CallOutcome {
  const { failure: kind, detail, vendorCode, isLocal } = failure;
  const isUnsent = kind === 'bad_request' || NOT_CONNECTED.test(vendorCode ?? '');
  const progress: Progress = isUnsent ? 'none' : 'unknown';
  return failedBy(kind, progress, withoutSecrets(detail, secrets), {
    vendorCode: withoutSecrets(vendorCode, secrets),
    isLocal,
  });
}

/** The connection failed, as far as anything tells; not merely because nothing else is known. */
function isOfTransport({ detail }: TransportFailure, name: string, error: unknown): boolean {
  const isKnown = !detail.startsWith('the connection failed');
  const isFetch = error instanceof Error && error.message === 'fetch failed';
  return isKnown || isFetch || name === 'APIConnectionError';
}

/** Mistakes in a program; what a provider does wrong is not thrown as one of these. */
const OF_THE_CALLER: ReadonlySet<string> = new Set(['TypeError', 'ReferenceError', 'RangeError']);

/** chosen: an error that tells nothing is the provider's, or its outage behind somebody's wrapper would be overlooked. */
function outcomeOfOther(name: string): CallOutcome {
  const detail = `the call threw ${name}`;
  if (OF_THE_CALLER.has(name)) return failedBy('bad_request', 'unknown', detail, { vendorCode: name });
  if (name === 'SyntaxError') return failedBy('invalid_response', 'unknown', detail, { vendorCode: name });
  return failedBy('server_error', 'refused', detail, { vendorCode: name });
}

const LONGEST_NAME = 60;

/** OpenAI's SDK does not name its errors, but for their class. */
function nameOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return typeof error;
  const own = 'name' in error && typeof error.name === 'string' ? error.name : '';
  const name = own === '' || own === 'Error' ? error.constructor.name : own;
  return name.slice(0, LONGEST_NAME).replaceAll(/[^\w.]/g, '_');
}
