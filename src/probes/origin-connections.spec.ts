import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import { createDispatcher } from './http-exchange.ts';
import { OriginConnections } from './origin-connections.ts';

/** A server that answers only what it is told to, and counts its connections. */
class SlowServer {
  readonly waiting: { request: IncomingMessage; response: ServerResponse }[] = [];
  connections = 0;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    server.on('connection', () => void this.connections++);
    server.on('request', (request: IncomingMessage, response: ServerResponse) =>
      this.waiting.push({ request, response }),
    );
  }

  static async start(): Promise<SlowServer> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new SlowServer(server);
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async received(count: number): Promise<void> {
    while (this.waiting.length < count) await once(this.#server, 'request');
  }

  answer(place = 0, headers: Record<string, string> = {}): void {
    const [taken] = this.waiting.splice(place, 1);
    taken!.response.writeHead(200, headers).end('done');
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    if (this.#server.listening) await once(this.#server, 'close');
  }
}

describe('the connections to one origin', () => {
  let server: SlowServer;
  let connections: OriginConnections;

  beforeEach(async () => {
    server = await SlowServer.start();
    connections = new OriginConnections(server.origin, { allowH2: false, keepAliveTimeout: 55_000 });
  });
  afterEach(async () => {
    await connections.destroy();
    await server.stop();
  });

  async function ask(dispatcher: Dispatcher = connections, origin = server.origin): Promise<string> {
    const { body } = await dispatcher.request({ origin, path: '/', method: 'GET' });
    return body.text();
  }

  async function askAndAnswer(headers: Record<string, string> = {}): Promise<string> {
    const text = ask();
    await server.received(1);
    server.answer(0, headers);
    const got = await text;
    await setImmediate();
    return got;
  }

  it('are one where requests come one after the other', async () => {
    for (let request = 0; request < 5; request++) expect(await askAndAnswer()).toBe('done');
    expect(server.connections).toBe(1);
  });

  it('are as many as requests are under way, so that one that hangs holds up no other', async () => {
    const hanging = ask();
    await server.received(1);
    const others = [ask(), ask()];
    await server.received(3);
    server.answer(2);
    server.answer(1);
    expect(await Promise.all(others)).toEqual(['done', 'done']);
    await setImmediate();
    const next = ask();
    await server.received(2);
    server.answer(1);
    expect(await next).toBe('done');
    expect(server.connections).toBe(3);
    server.answer();
    expect(await hanging).toBe('done');
  });

  it('begin anew after the server ended one', async () => {
    expect(await askAndAnswer({ connection: 'close' })).toBe('done');
    await setImmediate();
    expect(await askAndAnswer()).toBe('done');
    expect(server.connections).toBe(2);
  });

  it('begin anew after a server that was away has come back', async () => {
    const gone = new OriginConnections('http://127.0.0.1:1', {});
    for (let attempt = 0; attempt < 3; attempt++) {
      await expect(ask(gone, 'http://127.0.0.1:1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    }
    await gone.destroy();
  });

  it('stay usable after a request that is invalid', async () => {
    await askAndAnswer();
    const invalid = { origin: server.origin, path: 'no slash', method: 'GET' } as const;
    await expect(connections.request(invalid)).rejects.toThrow(/path/);
    expect(await askAndAnswer()).toBe('done');
    expect(server.connections).toBe(1);
  });

  it('are waited for when they are closed, and take nothing more', async () => {
    const text = ask();
    await server.received(1);
    const closed = connections.close();
    await expect(ask()).rejects.toMatchObject({ code: 'UND_ERR_CLOSED' });
    server.answer();
    expect(await text).toBe('done');
    await closed;
  });

  it('end what is under way when they are destroyed', async () => {
    const text = ask();
    await server.received(1);
    await Promise.all([
      expect(text).rejects.toMatchObject({ code: 'UND_ERR_DESTROYED' }),
      connections.destroy(),
    ]);
  });

  it('go over an HTTP proxy where one is named, side by side as well', async () => {
    const before = process.env['HTTP_PROXY'];
    process.env['HTTP_PROXY'] = server.origin;
    const proxied = createDispatcher();
    if (before === undefined) delete process.env['HTTP_PROXY'];
    else process.env['HTTP_PROXY'] = before;
    const texts = [ask(proxied, 'http://provider.invalid'), ask(proxied, 'http://provider.invalid')];
    await server.received(2);
    expect(server.waiting.map(({ request }) => request.url)).toEqual([
      'http://provider.invalid/',
      'http://provider.invalid/',
    ]);
    server.answer();
    server.answer();
    expect(await Promise.all(texts)).toEqual(['done', 'done']);
    await proxied.destroy();
  });
});
