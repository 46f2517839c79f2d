import type { Readable } from 'node:stream';
import { EnvHttpProxyAgent, Pool, WebSocket, type Client, type Dispatcher } from 'undici';
import type { Clock } from '../clock/clock.ts';
import { headerOf, type AnswerHeaders } from '../observations/answer-headers.ts';
import { classifyTransportError, type TransportFailure } from '../observations/transport-error.ts';
import { Certificates } from './certificates.ts';
import type { Deadline } from './deadline.ts';
import { redirectHost, requestIdOf } from './exchange-headers.ts';
import { OriginConnections } from './origin-connections.ts';
import { withoutSecrets } from './secrets.ts';

export type HttpMethod = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'OPTIONS';

export interface HttpRequest {
  readonly method: HttpMethod;
  readonly url: URL;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** [none] */
  readonly body?: string;
  readonly deadline: Deadline;
  readonly maxBodyBytes: number;
  /** What a larger body does: it makes the exchange fail, or is read up to the limit and no further. */
  readonly onLargerBody: 'fail' | 'cut';
  /** Cut out of whatever the server sends back. */
  readonly secrets: readonly string[];
  /** A certificate that ends within this time is looked at again on a connection of its own. [0, never] */
  readonly recheckCertificateMs?: number;
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
  /** When the server's certificate ends, epoch milliseconds; null where that is not known. */
  readonly certificateExpiresAt: number | null;
}

/** chosen: outlives an interval of 30 s with its jitter, and ends before the 60 s after which load balancers hang up. */
const KEEP_ALIVE_MS = 55_000;

/**
 * The connections of all checks, kept alive between them, over the proxies that HTTP_PROXY, HTTPS_PROXY and NO_PROXY
 * name. HTTP/1.1 alone: an HTTP/2 session outlives the requests that time out on it, so a dead one would fail check
 * after check; here the connection goes with its request.
 */
export function createDispatcher(certificates = new Certificates()): Dispatcher {
  return new EnvHttpProxyAgent({
    allowH2: false,
    connect: certificates.connect,
    keepAliveTimeout: KEEP_ALIVE_MS,
    factory: connectionsTo,
    // The deadline of the check covers both.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}

/** undici reaches an HTTP proxy itself over options of its own, and through what is inside its `Pool` (measured). */
function connectionsTo(origin: string | URL, options: Client.Options): Dispatcher {
  const isProxy = options.keepAliveTimeout !== KEEP_ALIVE_MS;
  return isProxy ? new Pool(origin, options) : new OriginConnections(origin, options);
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
  readonly #certificates: Certificates;

  constructor(
    dispatcher: Dispatcher,
    clock: Clock,
    userAgent: string,
    certificates: Certificates = new Certificates(),
  ) {
    this.#dispatcher = dispatcher;
    this.#clock = clock;
    this.#userAgent = userAgent;
    this.#certificates = certificates;
  }

  /** Over the same proxies as all checks. It says nothing of why it failed: ask over HTTP first. */
  openSocket(url: URL, headers: Readonly<Record<string, string>>): WebSocket {
    const target = new URL(url);
    target.protocol = url.protocol.replace('http', 'ws');
    return new WebSocket(target, {
      dispatcher: this.#dispatcher,
      headers: { 'user-agent': this.#userAgent, ...headers },
    });
  }

  /** Wall time, for answers that name a date. */
  now(): number {
    return this.#clock.now();
  }

  async send(request: HttpRequest): Promise<Exchange> {
    const startedMs = this.#clock.monotonicMs();
    const knownExpiry = this.#certificates.expiresAt(request.url.origin);
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
    const latencyMs = this.#clock.monotonicMs() - startedMs;
    const certificateExpiresAt = this.#certificates.expiresAt(request.url.origin) ?? knownExpiry;
    return { ...seenOf(answer, body, request), failure, latencyMs, certificateExpiresAt };
  }

  /** Ends every connection; requests under way fail. */
  close(): Promise<void> {
    return this.#dispatcher.destroy();
  }

  #dispatch(request: HttpRequest): Promise<Dispatcher.ResponseData> {
    const { url, method, headers, deadline, body = null } = request;
    const isLast = this.#isCertificateDue(request);
    if (isLast) this.#certificates.forget(url.origin);
    return this.#dispatcher.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method,
      body,
      reset: isLast,
      headers: { 'user-agent': this.#userAgent, accept: 'application/json, */*;q=0.5', ...headers },
      signal: deadline.signal,
    });
  }

  /** A connection that is kept alive would show the certificate of its beginning for ever. */
  #isCertificateDue({ url, recheckCertificateMs = 0 }: HttpRequest): boolean {
    const expiresAt = this.#certificates.expiresAt(url.origin);
    return expiresAt !== null && expiresAt - this.#clock.now() < recheckCertificateMs;
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
): Omit<Exchange, 'failure' | 'latencyMs' | 'certificateExpiresAt'> {
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
