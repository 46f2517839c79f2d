import { Deadline } from '../probes/deadline.ts';
import type { Exchange, HttpExchange } from '../probes/http-exchange.ts';
import { parseJson } from '../probes/body-reader.ts';
import { headerOf } from '../observations/answer-headers.ts';
import { retryAfterMs } from '../observations/retry-after.ts';
import type { PageDocument } from './status-page-reader.ts';

/** What an answer gave to ask by whether it has changed. */
export interface Validators {
  readonly etag: string | null;
  readonly lastModified: string | null;
}

export interface PageFailure {
  readonly kind: 'failed';
  /** The page answered that it is not there: asking again soon is of no use. */
  readonly isDead: boolean;
  readonly detail: string;
  readonly retryAfterMs: number | null;
}

export type Fetched =
  | { readonly kind: 'fresh'; readonly document: PageDocument; readonly validators: Validators }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'cancelled' }
  | PageFailure;

const TIMEOUT_MS = 30_000;
/** chosen: the longest of these lists hold a year of incidents in less. */
const MAX_BODY_BYTES = 2 * 1024 * 1024;
const NOT_MODIFIED = 304;
/** Refusals that pass by themselves. */
const PASSING = new Set([408, 425, 429]);

const ACCEPT =
  'application/json, application/rss+xml, application/atom+xml, application/xml;q=0.9, */*;q=0.5';

/** Asks for one document of a status page, and only for what has changed since. Never rejects. */
export class PageFetcher {
  readonly #http: HttpExchange;

  constructor(http: HttpExchange) {
    this.#http = http;
  }

  async fetch(url: URL, known: Validators | null, signal: AbortSignal): Promise<Fetched> {
    const deadline = new Deadline(TIMEOUT_MS, signal);
    try {
      const exchange = await this.#http.send({
        method: 'GET',
        url,
        headers: { accept: ACCEPT, ...conditions(known) },
        deadline,
        maxBodyBytes: MAX_BODY_BYTES,
        onLargerBody: 'fail',
        secrets: secretsIn(url),
      });
      return this.#judge(exchange, known);
    } finally {
      deadline.release();
    }
  }

  close(): Promise<void> {
    return this.#http.close();
  }

  #judge(exchange: Exchange, known: Validators | null): Fetched {
    const { status, failure, body, headers } = exchange;
    if (failure?.failure === 'cancelled') return { kind: 'cancelled' };
    const isOk = status !== null && status >= 200 && status < 300;
    if (failure !== null) return this.#failed(exchange, failure.detail);
    if (status === NOT_MODIFIED && known !== null) return { kind: 'unchanged' };
    if (!isOk) return this.#failed(exchange, refusal(exchange));
    const validators = { etag: headerOf(headers, 'etag'), lastModified: headerOf(headers, 'last-modified') };
    return { kind: 'fresh', document: { text: body, json: parseJson(body) }, validators };
  }

  #failed({ status, headers, failure }: Exchange, detail: string): PageFailure {
    const isRefused = failure === null && status !== null && status >= 300 && status < 500;
    return {
      kind: 'failed',
      isDead: isRefused && !PASSING.has(status) && status !== NOT_MODIFIED,
      detail,
      retryAfterMs: retryAfterMs(headers, undefined, this.#http.now()),
    };
  }
}

function conditions(known: Validators | null): Record<string, string> {
  return {
    ...(known?.etag && { 'if-none-match': known.etag }),
    ...(known?.lastModified && { 'if-modified-since': known.lastModified }),
  };
}

/** chosen: anything shorter is a word, and would cut holes into innocent text. */
const SHORTEST_SECRET = 6;

/** A page that is not for everybody has its key in the address; it may well say it. */
function secretsIn({ searchParams }: URL): readonly string[] {
  return [...searchParams.values()].filter((value) => value.length >= SHORTEST_SECRET);
}

function refusal({ status, redirectsTo }: Exchange): string {
  return redirectsTo === null
    ? `the page answers ${status}`
    : `the page has moved to ${redirectsTo} (${status})`;
}
