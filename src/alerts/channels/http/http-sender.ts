import { addAbortListener } from 'node:events';
import type { Readable } from 'node:stream';
import { type Dispatcher, EnvHttpProxyAgent } from 'undici';
import type { AnswerHeaders } from '../../../observations/answer-headers.ts';
import { classifyTransportError } from '../../../observations/transport-error.ts';

export interface HttpPost {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Whether what a success says must be known; otherwise its status is enough, and nobody waits for the rest. */
  readonly needsText: boolean;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: AnswerHeaders;
  /** Its beginning; empty when a success was not read. */
  readonly text: string;
}

export interface HttpFailure {
  readonly kind: 'failed';
  /** Why no answer came, in a clause free of addresses and secrets. */
  readonly error: string;
  /** Somebody was connected, so the request may be there. */
  readonly mayHaveArrived: boolean;
}

export type HttpResult = { readonly kind: 'answered'; readonly answer: HttpAnswer } | HttpFailure;

/** Codes of Node, OpenSSL and undici that come before a request is written. */
const NOT_CONNECTED =
  /^(ECONNREFUSED|ENOTFOUND|E(HOST|NET)(UNREACH|DOWN)|EMFILE|ENFILE|EAI_.*|UND_ERR_CONNECT_TIMEOUT|UND_ERR_PRX_.*|ERR_TLS_.*|.*CERT.*)$/;

/** chosen: no receiver says anything of use in more; what is longer is not read. */
const MAX_TEXT_BYTES = 16 * 1024;

/** chosen: alerts are rare, and a server that hung up on an idle connection would cost an attempt. */
const KEEP_ALIVE_MS = 4_000;

/**
 * The connections of all channels over HTTP, past the proxies that HTTP_PROXY, HTTPS_PROXY and NO_PROXY name. Receivers
 * have connections of their own, so that one that hangs holds up no other. Redirects are never followed: what is sent
 * is for the receiver that was named.
 */
export class HttpSender {
  readonly #dispatcher: Dispatcher;
  readonly #userAgent: string;

  constructor(userAgent: string, dispatcher: Dispatcher = createDispatcher()) {
    this.#userAgent = userAgent;
    this.#dispatcher = dispatcher;
  }

  /** Never rejects, and ends with the signal. */
  async post(request: HttpPost, signal: AbortSignal): Promise<HttpResult> {
    if (signal.aborted) return { kind: 'failed', error: whyEnded(signal), mayHaveArrived: false };
    const ended = Promise.withResolvers<never>();
    const listening = addAbortListener(signal, () => ended.reject(signal.reason));
    try {
      // undici heeds the signal from the first byte on only; until it is connected, the race does
      const answer = await Promise.race([this.#dispatch(request, signal), ended.promise]);
      const text = await Promise.race([readText(answer, request.needsText), ended.promise]);
      return { kind: 'answered', answer: { status: answer.statusCode, headers: answer.headers, text } };
    } catch (error) {
      return signal.aborted
        ? { kind: 'failed', error: whyEnded(signal), mayHaveArrived: true }
        : failureOf(error);
    } finally {
      listening[Symbol.dispose]();
    }
  }

  /** Ends every connection; what is under way fails. */
  close(): Promise<void> {
    return this.#dispatcher.destroy();
  }

  #dispatch({ url, headers, body }: HttpPost, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    const { origin, pathname, search, username, password } = new URL(url);
    return this.#dispatcher.request({
      origin,
      path: pathname + search,
      method: 'POST',
      headers: {
        'user-agent': this.#userAgent,
        'content-type': 'application/json',
        ...(username !== '' && { authorization: basic(username, password) }),
        ...headers,
      },
      body,
      signal,
    });
  }
}

function createDispatcher(): Dispatcher {
  return new EnvHttpProxyAgent({
    allowH2: false,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MS,
    // the signal covers both
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}

/** Of a URL that carries them, where they are percent-encoded. */
function basic(username: string, password: string): string {
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

function whyEnded(signal: AbortSignal): string {
  const { name } = Object(signal.reason) as { name?: unknown };
  return name === 'TimeoutError' ? 'no complete answer in time' : 'cancelled';
}

function failureOf(error: unknown): HttpFailure {
  const { detail, vendorCode } = classifyTransportError(error);
  return { kind: 'failed', error: detail, mayHaveArrived: !NOT_CONNECTED.test(vendorCode ?? '') };
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

async function readText({ statusCode, body }: Dispatcher.ResponseData, needsText: boolean): Promise<string> {
  if (!isSuccess(statusCode) || needsText) return textOf(body);
  // told already: what follows may be of any length, and may never come
  body.on('error', () => undefined);
  void body.dump({ limit: MAX_TEXT_BYTES });
  return '';
}

/** Reads so much and no more; what is longer loses its connection. */
function textOf(body: Readable): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const finish = () => resolve(Buffer.concat(chunks).toString('utf8', 0, MAX_TEXT_BYTES));
    body.once('end', finish);
    body.on('error', reject);
    body.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      chunks.push(chunk);
      if (bytes <= MAX_TEXT_BYTES) return;
      finish();
      body.destroy();
    });
  });
}
