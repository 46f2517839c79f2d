import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request for outcomes as it arrived. */
export interface Handed {
  readonly key: string | undefined;
  readonly items: readonly any[];
  readonly authorization: string | undefined;
}

/** How a request is answered, if not well. */
export interface Refusal {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A small server that speaks what clients of ours hear, and fails as a test says. */
export class AdviceServer {
  readonly handed: Handed[] = [];
  /** What was asked for of advice: path with query, and the headers. */
  readonly asked: { readonly path: string; readonly headers: IncomingMessage['headers'] }[] = [];
  /** Answers of the next requests that hand in outcomes; then it takes them in. */
  refusals: (Refusal | 'hang' | 'reset')[] = [];
  streamRefusal: Refusal | null = null;
  isHanging = false;
  readonly #streams = new Set<ServerResponse>();
  readonly #log: { seq: number; frame: string }[] = [];
  #server: Server;
  #tag = 'run1';
  #seq = 0;
  #advice: any = adviceOf(['openai', 'anthropic']);
  #port = 0;

  constructor() {
    this.#server = this.#create();
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get listeners(): number {
    return this.#streams.size;
  }

  /** Other advice from now on, told to who listens. */
  advise(ids: readonly string[]): void {
    this.#advice = { ...adviceOf(ids), seq: this.#advice.seq + 1 };
    const seq = ++this.#seq;
    const data = JSON.stringify({ seq, pool: 'default', advice: this.#advice });
    const frame = `id: ${this.#tag}-${seq}\nevent: routing.changed\ndata: ${data}\n\n`;
    this.#log.push({ seq, frame });
    for (const stream of this.#streams) stream.write(frame);
  }

  /** Says nothing but that it is there. */
  beat(): void {
    for (const stream of this.#streams) stream.write(': alive\n\n');
  }

  /** Breaks all connections, and goes on. */
  cut(): void {
    for (const stream of this.#streams) stream.destroy();
    this.#streams.clear();
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  /** Another process at the same address, which knows nothing of the one before. */
  async restart(ids: readonly string[]): Promise<void> {
    this.#tag = 'run2';
    this.#seq = 0;
    this.#log.length = 0;
    this.#advice = adviceOf(ids);
    this.#server = this.#create();
    await this.start();
  }

  #create(): Server {
    return createServer((request, response) => {
      if (this.isHanging) return;
      if (request.method === 'POST') void this.#takeIn(request, response);
      else {
        this.asked.push({ path: request.url!, headers: request.headers });
        if (request.url!.includes('/events')) this.#stream(request, response);
        else this.#answer(request, response);
      }
    });
  }

  #stream(request: IncomingMessage, response: ServerResponse): void {
    if (this.streamRefusal !== null) {
      response.writeHead(this.streamRefusal.status, this.streamRefusal.headers).end();
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    response.write('retry: 1000\n\n');
    const [tag, seen] = String(request.headers['last-event-id'] ?? '').split('-');
    if (tag === this.#tag) {
      for (const { seq, frame } of this.#log) if (seq > Number(seen)) response.write(frame);
    } else {
      const data = JSON.stringify({ seq: this.#seq, routing: this.#advice });
      response.write(`id: ${this.#tag}-${this.#seq}\nevent: snapshot\ndata: ${data}\n\n`);
    }
    this.#streams.add(response);
    response.on('close', () => this.#streams.delete(response));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const etag = `"${this.#tag}-${this.#advice.seq}"`;
    if (request.headers['if-none-match'] === etag) response.writeHead(304, { etag }).end();
    else
      response.writeHead(200, { etag, 'content-type': 'application/json' }).end(JSON.stringify(this.#advice));
  }

  async #takeIn(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request.setEncoding('utf8')) text += chunk;
    const { items } = JSON.parse(text);
    const { authorization } = request.headers;
    this.handed.push({ key: request.headers['idempotency-key'] as string, items, authorization });
    const refusal = this.refusals.shift();
    if (refusal === 'hang') return;
    if (refusal === 'reset') request.socket.destroy();
    else if (refusal !== undefined) response.writeHead(refusal.status, refusal.headers).end();
    else {
      const rejected = items.flatMap((item: any, index: number) =>
        item.target === 'nobody' ? [{ index, field: 'target', rule: 'known', value: 'nobody' }] : [],
      );
      const accepted = items.length - rejected.length;
      response.writeHead(202, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ accepted, rejected }));
    }
  }
}

/** The first gets most. */
function adviceOf(ids: readonly string[]): any {
  const share = (i: number): number => (i === 0 ? 0.75 : 0.25 / (ids.length - 1));
  return {
    panic: false,
    generated_at: new Date().toISOString(),
    seq: 1,
    candidates: ids.map((id, i) => ({ id, weight: share(i), share: share(i), status: 'healthy' })),
    excluded: [],
  };
}
