import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** What a server was asked, for proofs of what travelled and what did not. */
export interface SeenRequest {
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
}

/** A real HTTP server on loopback whose answer each test chooses. */
export class LoopbackServer {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly seen: SeenRequest[] = [];
  #port = 0;
  answer: Answer = (_request, response) => void response.writeHead(404).end();
  /** What happens on a new WebSocket; null takes the request for one of plain HTTP. */
  greet: ((socket: WebSocket, request: IncomingMessage) => void) | null = null;

  constructor() {
    this.#server = createServer((request, response) => {
      this.seen.push({ url: request.url ?? '', headers: request.headers });
      this.answer(request, response);
    });
    const sockets = new WebSocketServer({ noServer: true });
    this.#server.on('upgrade', (request, socket, head) => {
      this.seen.push({ url: request.url ?? '', headers: request.headers });
      const { greet } = this;
      if (greet === null) socket.end('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n');
      else sockets.handleUpgrade(request, socket, head, (webSocket) => greet(webSocket, request));
    });
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  async start(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Stays known after the server has stopped. */
  get port(): number {
    return this.#port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return text(status, JSON.stringify(body), { 'content-type': 'application/json', ...headers });
}

export function text(status: number, body: string, headers: Record<string, string> = {}): Answer {
  return (_request, response) => void response.writeHead(status, headers).end(body);
}

/** Answers what stands at the path, without its query; 404 where nothing does. */
export function routes(table: Readonly<Record<string, Answer>>): Answer {
  return (request, response) => {
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    (table[path] ?? json(404, { detail: 'Not Found' }))(request, response);
  };
}

/** Ends the connection hard, before or within the answer. */
export const reset: Answer = (request) => void request.socket.resetAndDestroy();

export const hang: Answer = () => undefined;

export const hangInBody: Answer = (_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
  response.write('{"data":[');
};

export const closeInBody: Answer = (_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
  response.write('{"data":[', () => response.destroy());
};

/** Sends as much as the other side takes, up to `bytes`; `sent` tells how much that was. */
export function flood(bytes: number): { answer: Answer; sent: () => number } {
  let sent = 0;
  const chunk = Buffer.alloc(64 * 1024, 'x');
  const answer: Answer = (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const pump = (): void => {
      while (sent < bytes && !response.destroyed) {
        sent += chunk.length;
        if (!response.write(chunk)) return void response.once('drain', pump);
      }
      response.end();
    };
    pump();
  };
  return { answer, sent: () => sent };
}
