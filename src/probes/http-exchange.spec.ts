import { setImmediate as nextTurn } from 'node:timers/promises';
import { Agent } from 'undici';
import { FakeClock } from '../../test/support/fake-clock.ts';
import { json, LoopbackServer, text } from '../../test/contracts/loopback-server.ts';
import { Deadline } from './deadline.ts';
import { createDispatcher, HttpExchange, type Exchange, type HttpRequest } from './http-exchange.ts';

const NEVER = new AbortController().signal;

describe('HttpExchange', () => {
  const clock = new FakeClock();
  const server = new LoopbackServer();
  let http: HttpExchange;

  beforeAll(() => server.start());
  afterAll(() => server.stop());
  beforeEach(() => {
    server.seen.length = 0;
    http = new HttpExchange(createDispatcher(), clock, 'bellwether/0.1.0');
  });
  afterEach(() => http.close());

  async function send(request: Partial<HttpRequest> = {}): Promise<Exchange> {
    const deadline = new Deadline(5000, NEVER);
    const defaults = {
      method: 'GET',
      headers: {},
      maxBodyBytes: 1000,
      onLargerBody: 'fail',
      secrets: [],
    } as const;
    try {
      return await http.send({
        url: new URL('/v1/models?limit=2', server.url),
        deadline,
        ...defaults,
        ...request,
      });
    } finally {
      deadline.release();
    }
  }

  it('says who asks, and what it understands', async () => {
    server.answer = json(200, {});
    await send();
    expect(server.seen[0]).toMatchObject({
      url: '/v1/models?limit=2',
      headers: { 'user-agent': 'bellwether/0.1.0', accept: 'application/json, */*;q=0.5' },
    });
  });

  it('measures on the injected clock', async () => {
    server.answer = (request, response) => {
      clock.advance(182.5);
      json(200, {})(request, response);
    };
    expect((await send()).latencyMs).toBe(182.5);
  });

  it('uses one connection again', async () => {
    const ports: (number | undefined)[] = [];
    server.answer = (request, response) => {
      ports.push(request.socket.remotePort);
      json(200, {})(request, response);
    };
    await send();
    await nextTurn();
    await send();
    expect(ports[1]).toBe(ports[0]);
  });

  it.each([
    [{ 'x-request-id': 'a', 'cf-ray': 'b' }, 'a'],
    [{ 'request-id': 'req_1' }, 'req_1'],
    [{ 'cf-ray': 'b' }, 'b'],
    [{ 'x-request-id': 'x'.repeat(500) }, 'x'.repeat(128)],
    [{}, null],
  ])('takes the request id from %j', async (headers: Record<string, string>, expected) => {
    server.answer = json(200, {}, headers);
    expect((await send()).requestId).toBe(expected);
  });

  it('cuts secrets out of all that comes back', async () => {
    const headers = { 'x-request-id': 'id-canary1', location: 'http://canary1.example/' };
    server.answer = json(200, { key: 'canary1' }, headers);
    const { body, requestId, redirectsTo } = await send({ secrets: ['canary1'] });
    expect({ body, requestId, redirectsTo }).toEqual({
      body: '{"key":"[redacted]"}',
      requestId: 'id-[redacted]',
      redirectsTo: '[redacted].example',
    });
  });

  it('takes a body of exactly the limit, and no longer one', async () => {
    server.answer = text(200, 'x'.repeat(1000));
    expect(await send()).toMatchObject({ failure: null, body: 'x'.repeat(1000) });
    server.answer = text(200, 'x'.repeat(1001));
    expect(await send()).toMatchObject({
      status: 200,
      body: '',
      failure: { failure: 'invalid_response', detail: 'body over 1000 bytes' },
    });
    expect(await send({ onLargerBody: 'cut' })).toMatchObject({ failure: null, body: 'x'.repeat(1000) });
  });

  it('goes through the proxy that the environment names', async () => {
    const before = process.env['http_proxy'];
    process.env['http_proxy'] = server.url;
    const proxied = new HttpExchange(createDispatcher(), clock, 'bellwether/0.1.0');
    if (before === undefined) delete process.env['http_proxy'];
    else process.env['http_proxy'] = before;
    server.answer = json(200, {});
    http = proxied;
    expect((await send({ url: new URL('http://provider.invalid/v1/models') })).status).toBe(200);
    expect(server.seen[0]?.url).toBe('http://provider.invalid/v1/models');
  });

  it('ends at its deadline while it still connects', async () => {
    const never = new Agent({ connect: () => undefined });
    http = new HttpExchange(never, clock, 'bellwether/0.1.0');
    const deadline = new Deadline(20, NEVER);
    expect((await send({ deadline })).failure).toMatchObject({
      failure: 'timeout',
      detail: 'no complete answer within 20 ms',
    });
  });

  it('ends at once when it is cancelled while it still connects', async () => {
    const caller = new AbortController();
    http = new HttpExchange(new Agent({ connect: () => caller.abort() }), clock, 'bellwether/0.1.0');
    const deadline = new Deadline(60_000, caller.signal);
    expect((await send({ deadline })).failure).toMatchObject({ failure: 'cancelled' });
    deadline.release();
  });

  it('answers cancelled when it was closed', async () => {
    await http.close();
    expect((await send()).failure).toMatchObject({ failure: 'cancelled' });
  });
});
