import type { Readable } from 'node:stream';
import { EnvHttpProxyAgent, type Dispatcher } from 'undici';
import type { Clock } from '../clock/clock.ts';
import { headerOf, type AnswerHeaders } from '../observations/answer-headers.ts';
import { classifyTransportError, type TransportFailure } from '../observations/transport-error.ts';
import type { Deadline } from './deadline.ts';
import { withoutSecrets } from './secrets.ts';

export type HttpMethod = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'OPTIONS';

export interface HttpRequest {
  readonly method: HttpMethod;
  readonly url: URL;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly deadline: Deadline;
  readonly maxBodyBytes: number;
  /** What a larger body does: it makes the exchange fail, or is read up to the limit and no further. */
  readonly onLargerBody: 'fail' | 'cut';
  /** Cut out of whatever the server sends back. */
  readonly secrets: readonly string[];
}

/** What came back, as far as it came. */
export interface Exchange {
  /** Null when not even a status came. */
  readonly status: number | null;
  readonly headers: AnswerHeaders;
  /** The provider's own id of the request. */
  readonly requestId: string | null;
  readonly contentType: string | null;
  /** Empty when it did not come whole. */
  readonly body: string;
  /** Host that a redirect points to; it is never followed. */
  readonly redirectsTo: string | null;
  /** Why the answer is not whole; null when it is. */
  readonly failure: TransportFailure | null;
  readonly latencyMs: number;
}

/** chosen: outlives an interval of 30 s with its jitter, and ends before the 60 s after which load balancers hang up. */
const KEEP_ALIVE_MS = 55_000;

/**
 * The connections of all checks, kept alive between them, over the proxies that HTTP_PROXY, HTTPS_PROXY and NO_PROXY
 * name. HTTP/1.1 alone: an HTTP/2 session outlives the requests that time out on it, so a dead one would fail check
 * after check; here the connection goes with its request.
 */
export function createDispatcher(): Dispatcher {
  return new EnvHttpProxyAgent({
    allowH2: false,
    keepAliveTimeout: KEEP_ALIVE_MS,
    // The deadline of the check covers both.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}

const NO_HEADERS: AnswerHeaders = {};

/**
 * The one way in which checks travel: one deadline from connecting to the last byte, a bounded body, no redirect
 * followed, so that a key never reaches another origin. Never rejects.
 */
export class HttpExchange {
  readonly #dispatcher: Dispatcher;
  readonly #clock: Clock;
  readonly #userAgent: string;

  constructor(dispatcher: Dispatcher, clock: Clock, userAgent: string) {
    this.#dispatcher = dispatcher;
    this.#clock = clock;
    this.#userAgent = userAgent;
  }

  /** Wall time, for answers that name a date. */
  now(): number {
    return this.#clock.now();
  }

  async send(request: HttpRequest): Promise<Exchange> {
    const startedMs = this.#clock.monotonicMs();
    let answer: Dispatcher.ResponseData | null = null;
    let body = '';
    let failure = request.deadline.failure;
    try {
      if (failure === null) {
        // undici heeds the signal from the first byte on; until it is connected, only we do (measured).
        answer = await request.deadline.within(this.#dispatch(request));
        body = await readBody(answer.body, answer.headers, request);
      }
    } catch (error) {
      failure = error instanceof BodyTooLarge ? error.failure : failureOf(error, request.deadline);
    }
    return { ...seenOf(answer, body, request), failure, latencyMs: this.#clock.monotonicMs() - startedMs };
  }

  /** Ends every connection; requests under way fail. */
  close(): Promise<void> {
    return this.#dispatcher.destroy();
  }

  #dispatch({ url, method, headers, deadline }: HttpRequest): Promise<Dispatcher.ResponseData> {
    return this.#dispatcher.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method,
      headers: { 'user-agent': this.#userAgent, accept: 'application/json, */*;q=0.5', ...headers },
      signal: deadline.signal,
    });
  }
}

/** The deadline knows better than undici why it ended. */
function failureOf(error: unknown, deadline: Deadline): TransportFailure {
  return deadline.failure ?? classifyTransportError(error);
}

class BodyTooLarge extends Error {
  readonly failure: TransportFailure;

  constructor(maxBytes: number) {
    const detail = `body over ${maxBytes} bytes`;
    super(detail);
    this.failure = { failure: 'invalid_response', detail, vendorCode: null, isLocal: false };
  }
}

/** Reads at most the limit; what is larger is not buffered, and its connection is destroyed. */
function readBody(body: Readable, headers: AnswerHeaders, request: HttpRequest): Promise<string> {
  const { maxBodyBytes, onLargerBody } = request;
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const textSoFar = () => Buffer.concat(chunks).toString('utf8', 0, maxBodyBytes);
    const stop = () => {
      if (onLargerBody === 'cut') resolve(textSoFar());
      else reject(new BodyTooLarge(maxBodyBytes));
      body.destroy();
    };
    body.once('error', reject);
    body.once('end', () => resolve(textSoFar()));
    const isAnnounced = Number(headerOf(headers, 'content-length')) > maxBodyBytes;
    if (isAnnounced && onLargerBody === 'fail' && request.method !== 'HEAD') return stop();
    body.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      chunks.push(chunk);
      if (bytes > maxBodyBytes) stop();
    });
  });
}

function seenOf(
  answer: Dispatcher.ResponseData | null,
  body: string,
  { url, secrets }: HttpRequest,
): Omit<Exchange, 'failure' | 'latencyMs'> {
  const headers = answer?.headers ?? NO_HEADERS;
  return {
    status: answer?.statusCode ?? null,
    headers,
    requestId: withoutSecrets(requestIdOf(headers), secrets),
    contentType: headerOf(headers, 'content-type'),
    body: withoutSecrets(body, secrets),
    redirectsTo: withoutSecrets(redirectHost(headers, url), secrets),
  };
}

/** The vendor's own first; an edge's id is better than none. */
const REQUEST_ID_HEADERS = [
  'x-request-id',
  'request-id',
  'apim-request-id',
  'x-litellm-call-id',
  'mistral-correlation-id',
  'x-amzn-requestid',
  'x-ds-trace-id',
  'cf-ray',
] as const;

/** chosen: longer ids than this are not in use. */
const LONGEST_REQUEST_ID = 128;

function requestIdOf(headers: AnswerHeaders): string | null {
  for (const name of REQUEST_ID_HEADERS) {
    const id = headerOf(headers, name);
    if (id !== null && id !== '') return id.slice(0, LONGEST_REQUEST_ID);
  }
  return null;
}

function redirectHost(headers: AnswerHeaders, from: URL): string | null {
  const location = headerOf(headers, 'location');
  if (location === null || !URL.canParse(location, from.href)) return null;
  return new URL(location, from).host;
}
