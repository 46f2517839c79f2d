import type { Readable } from 'node:stream';
import { ReadableStream } from 'node:stream/web';
import type { Dispatcher } from 'undici';
import { headerOf, type AnswerHeaders } from '../../observations/answer-headers.ts';
import { classifyTransportError, type TransportFailure } from '../../observations/transport-error.ts';
import { redirectHost, requestIdOf } from '../exchange-headers.ts';
import { requestHeaders } from '../request-address.ts';
import { withoutSecrets } from '../secrets.ts';
import { ErrorScan } from './error-scan.ts';
import type { Patience } from './patience.ts';

export interface SdkExchangeOptions {
  readonly dispatcher: Dispatcher;
  readonly patience: Patience;
  /** The key in its header, and the provider's own headers: put over what the SDK sends. Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The query of `base_url`, kept on the way. */
  readonly query: string;
  /** Cut out of whatever the server sends back. */
  readonly secrets: readonly string[];
}

/** What the SDKs need of `fetch`. */
export type SdkFetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** What an SDK says of itself and of the body. All else it took from the environment, which is not ours to send. */
const SDK_HEADER = /^(accept|content-type|user-agent|anthropic-version|x-goog-api-client|x-stainless-.+)$/;

const NO_HEADERS: AnswerHeaders = {};

/** chosen: no error body is longer, and no answer of a few tokens. */
const ERROR_BODY_BYTES = 64 * 1024;
const STREAM_BYTES = 1024 * 1024;

/** Thrown to the SDK where the answer is not the stream that it waits for; nobody reads it. */
class NotAStream extends Error {}

/**
 * The `fetch` of one call of an SDK: over the connections of the checks, with our deadline and our headers. No redirect
 * is followed, so that a key never reaches another origin; what is no event stream never reaches the SDK, which would
 * take it for an empty answer (measured); and the wire's own words are kept, which the SDKs' errors lose.
 */
export class SdkExchange {
  readonly #options: SdkExchangeOptions;
  readonly #scan = new ErrorScan();
  #url: URL | null = null;
  #answer: Dispatcher.ResponseData | null = null;
  /** What came where no stream did; empty where it did not come whole. */
  body = '';
  isStream = false;
  /** Why the connection broke; null while it holds, and where patience ended first. */
  transport: TransportFailure | null = null;

  constructor(options: SdkExchangeOptions) {
    this.#options = options;
  }

  get status(): number | null {
    return this.#answer?.statusCode ?? null;
  }

  get headers(): AnswerHeaders {
    return this.#answer?.headers ?? NO_HEADERS;
  }

  get requestId(): string | null {
    return withoutSecrets(requestIdOf(this.headers), this.#options.secrets);
  }

  /** For people: `POST /v1/chat/completions`. */
  get asked(): string {
    return `POST ${this.#url?.pathname ?? ''}`.trimEnd();
  }

  get redirectsTo(): string | null {
    return this.#url === null
      ? null
      : withoutSecrets(redirectHost(this.headers, this.#url), this.#options.secrets);
  }

  /** The event by which the stream told of a failure; null where there was none. */
  get streamError(): unknown {
    const { error } = this.#scan;
    if (error === null) return null;
    return JSON.parse(withoutSecrets(JSON.stringify(error), this.#options.secrets)) as unknown;
  }

  readonly fetch: SdkFetch = async (input, init = {}) => {
    if (this.#url !== null) throw new Error('an SDK must ask only once');
    this.#url = this.#urlOf(input);
    try {
      this.#answer = await this.#options.patience.within(this.#dispatch(this.#url, init));
    } catch (error) {
      this.transport = classifyTransportError(error);
      throw error;
    }
    return this.#respond(this.#answer);
  };

  /** Ends the connection where the stream was not read to its end. */
  close(): void {
    this.#answer?.body.destroy();
  }

  #urlOf(input: string | URL | Request): URL {
    const url = new URL(typeof input === 'object' && 'url' in input ? input.url : input);
    for (const [name, value] of new URLSearchParams(this.#options.query))
      url.searchParams.append(name, value);
    return url;
  }

  #dispatch(url: URL, { headers, body }: RequestInit): Promise<Dispatcher.ResponseData> {
    const { dispatcher, patience, headers: own } = this.#options;
    const sent = [...new Headers(headers).entries()].filter(([name]) => SDK_HEADER.test(name));
    return dispatcher.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method: 'POST',
      headers: requestHeaders(Object.fromEntries(sent), own),
      body: typeof body === 'string' ? body : null,
      signal: patience.signal,
    });
  }

  async #respond(answer: Dispatcher.ResponseData): Promise<Response> {
    const contentType = headerOf(answer.headers, 'content-type') ?? '';
    const isSuccess = answer.statusCode >= 200 && answer.statusCode < 300;
    this.isStream = isSuccess && /^text\/event-stream\b/i.test(contentType);
    if (!this.isStream) {
      this.body = withoutSecrets(await this.#textOf(answer.body), this.#options.secrets);
      throw new NotAStream('not an event stream');
    }
    this.#options.patience.heard();
    const headers = { 'content-type': contentType };
    const stream = ReadableStream.from<Uint8Array>(this.#tapped(answer.body));
    return new Response(stream, { status: answer.statusCode, headers });
  }

  /** Passes the stream on, and listens in. */
  async *#tapped(body: Readable): AsyncGenerator<Uint8Array> {
    let bytes = 0;
    try {
      for await (const chunk of body as AsyncIterable<Buffer>) {
        this.#options.patience.heard();
        bytes += chunk.length;
        if (bytes > STREAM_BYTES) throw new RangeError('stream too large');
        this.#scan.add(chunk);
        yield chunk;
      }
    } catch (error) {
      this.transport = bytes > STREAM_BYTES ? tooLarge() : classifyTransportError(error);
      throw error;
    }
  }

  async #textOf(body: Readable): Promise<string> {
    const chunks: Buffer[] = [];
    let bytes = 0;
    try {
      for await (const chunk of body as AsyncIterable<Buffer>) {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes > ERROR_BODY_BYTES) break;
      }
    } catch (error) {
      // The status still tells what it tells; what came of the body is no longer JSON.
      this.transport = classifyTransportError(error);
    }
    return Buffer.concat(chunks).toString('utf8', 0, ERROR_BODY_BYTES);
  }
}

function tooLarge(): TransportFailure {
  const detail = `stream over ${STREAM_BYTES} bytes`;
  return { failure: 'invalid_response', detail, vendorCode: null, isLocal: false };
}
