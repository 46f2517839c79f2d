import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';

/** Requests kept; older ones are counted only. chosen: enough for a test, and bounded in an hour of demo. */
const KEPT_REQUESTS = 2_000;
const SECRET_HEADERS = new Set([
  'authorization',
  'x-api-key',
  'x-goog-api-key',
  'api-key',
  'cookie',
  'proxy-authorization',
]);

/** One request that arrived. Its secrets are hashes; see `hashOfKey`. */
export interface LoggedRequest {
  readonly seq: number;
  readonly at: string;
  readonly method: string;
  /** With its query; a `key` in it is a hash too. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed JSON body, or null. */
  readonly body: unknown;
  /** Fault that it met. */
  readonly fault: string;
  /** Null until, or if never, headers were sent. */
  readonly status: number | null;
  /** `open` while under way; `aborted` when the connection went before the answer was complete. */
  readonly outcome: 'open' | 'answered' | 'aborted';
}

/** What stands in the log in place of a key: equal keys have equal hashes. */
export function hashOfKey(key: string): string {
  return `sha256:${createHash('sha256').update(key).digest('hex').slice(0, 16)}`;
}

function redactedHeader(name: string, value: string): string {
  if (!SECRET_HEADERS.has(name)) return value;
  const scheme = /^(Bearer|Basic)\s+(.*)$/i.exec(value);
  return scheme === null ? hashOfKey(value) : `${scheme[1]} ${hashOfKey(scheme[2] ?? '')}`;
}

function redactedHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined)
      kept[name] = redactedHeader(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return kept;
}

function redactedPath(url: string): string {
  return url.replace(/([?&]key=)([^&]*)/g, (_, name: string, key: string) => name + hashOfKey(key));
}

export type LogEntry = { -readonly [Field in keyof LoggedRequest]: LoggedRequest[Field] };

export class RequestLog {
  #entries: LogEntry[] = [];
  #counts = new Map<string, number>();
  #total = 0;

  add(request: IncomingMessage, response: ServerResponse): LogEntry {
    this.#total += 1;
    const method = request.method ?? 'GET';
    const path = redactedPath(request.url ?? '/');
    const entry: LogEntry = {
      seq: this.#total,
      at: new Date().toISOString(),
      method,
      path,
      headers: redactedHeaders(request.headers),
      body: null,
      fault: 'ok',
      status: null,
      outcome: 'open',
    };
    this.#keep(entry);
    response.once('finish', () => (entry.outcome = 'answered'));
    response.once('close', () => {
      if (entry.outcome === 'open') entry.outcome = 'aborted';
    });
    return entry;
  }

  #keep(entry: LogEntry): void {
    const route = `${entry.method} ${entry.path.split('?', 1)[0]}`;
    this.#counts.set(route, (this.#counts.get(route) ?? 0) + 1);
    this.#entries.push(entry);
    if (this.#entries.length > KEPT_REQUESTS) this.#entries.shift();
  }

  get entries(): readonly LoggedRequest[] {
    return this.#entries;
  }

  get total(): number {
    return this.#total;
  }

  /** Requests by method and path: `GET /v1/models`. */
  get counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }

  clear(): void {
    this.#entries = [];
    this.#counts.clear();
    this.#total = 0;
  }
}
