import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** One request as it came in. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export type Answer = (request: IncomingMessage, response: ServerResponse, received: Received) => void;

/** A real HTTP server that somebody posts alerts to; its answer is that of the service, or whatever a test wants. */
export class HttpReceiver {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #usual: Answer;
  readonly seen: Received[] = [];
  /** Those that were answered with a success. */
  readonly taken: Received[] = [];
  onSeen: () => void = () => undefined;
  #answer: Answer;
  #port = 0;

  /** @param usual how the service answers */
  constructor(usual: Answer) {
    this.#usual = usual;
    this.#answer = usual;
    this.#server = createServer((request, response) => void this.#receive(request, response));
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

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Answers so from now on; null as the service does. */
  misbehave(answer: Answer | null): void {
    this.#answer = answer ?? this.#usual;
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      // the sender went away in the middle: nothing was received
      return;
    }
    const { method = '', url = '', headers } = request;
    const received = { method, path: url, headers, body: Buffer.concat(chunks).toString('utf8') };
    this.seen.push(received);
    response.on('finish', () => {
      if (response.statusCode < 300) this.taken.push(received);
    });
    this.onSeen();
    this.#answer(request, response, received);
  }
}

export function say(status: number, body: string, headers: Record<string, string> = {}): Answer {
  return (_request, response) => void response.writeHead(status, headers).end(body);
}

export function sayJson(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return say(status, JSON.stringify(body), { 'content-type': 'application/json', ...headers });
}

/** Undefined where the text is none. */
export function jsonOf(text: string): any {
  try {
    return JSON.parse(text);
  } catch {
    // the service tells its sender so
    return undefined;
  }
}
