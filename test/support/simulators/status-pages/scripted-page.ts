import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** JSON, or a text as it stands; a number answers that status and nothing else. */
export type PageAnswer = object | string | number;

export interface PageRequest {
  readonly path: string;
  readonly ifNoneMatch: string | null;
  readonly status: number;
}

/** A page on loopback that answers exactly what a test shows at each path, with an ETag, and 304 for what is known. */
export class ScriptedPage {
  readonly #server: Server;
  readonly #pages = new Map<string, PageAnswer>();
  readonly requests: PageRequest[] = [];
  /** Sent with every answer. */
  headers: Readonly<Record<string, string>> = {};

  constructor() {
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  async start(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  show(path: string, answer: PageAnswer): void {
    this.#pages.set(path, answer);
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    const ifNoneMatch = request.headers['if-none-match'] ?? null;
    const answer = this.#pages.get(path) ?? 404;
    const status = typeof answer === 'number' ? answer : ifNoneMatch === etagOf(answer) ? 304 : 200;
    this.requests.push({ path, ifNoneMatch, status });
    if (typeof answer === 'number') response.writeHead(status, this.headers).end();
    else response.writeHead(status, { ...this.headers, etag: etagOf(answer) });
    if (!response.writableEnded) response.end(status === 200 ? textOf(answer) : undefined);
  }
}

function textOf(answer: PageAnswer): string {
  return typeof answer === 'object' ? JSON.stringify(answer) : String(answer);
}

function etagOf(answer: PageAnswer): string {
  return `"${createHash('sha256').update(textOf(answer)).digest('hex').slice(0, 16)}"`;
}
