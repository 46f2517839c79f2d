import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { pipeline, type Readable } from 'node:stream';

/** What an answer is written to, as far as Nest's servers agree: Fastify's reply is one, Express's response too. */
export interface Reply {
  status(code: number): this;
  header(name: string, value: string): this;
  removeHeader(name: string): unknown;
  type(mediaType: string): this;
  send(body?: string | Buffer | Readable): unknown;
}

/** What was asked, in the same sense. */
export interface Asking {
  readonly method: string;
  /** Path and query as they arrived. */
  readonly originalUrl: string;
  readonly headers: IncomingHttpHeaders;
  /** Who asks; behind a proxy that the server trusts, who asked that one. */
  readonly ip?: string | undefined;
  readonly params?: unknown;
  readonly body?: unknown;
}

/** Without its query, which may hold secrets. */
export function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? '';
}

export function setHeaders(reply: Reply, headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) reply.header(name, value);
}

/** Node's own response; on Fastify it lies below the reply. */
export function responseOf(reply: Reply): ServerResponse {
  return ('raw' in reply ? reply.raw : reply) as ServerResponse;
}

/** Sends what is read meanwhile. Where that breaks, the connection does: half of it is out already. */
export function sendStream(reply: Reply, stream: Readable): void {
  if ('raw' in reply) reply.send(stream);
  // the stream itself tells whoever listens to it what went wrong
  else pipeline(stream, responseOf(reply), () => undefined);
}
