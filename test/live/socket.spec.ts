import { once } from 'node:events';
import { request } from 'node:http';
import { WebSocket } from 'ws';
import { LiveApp } from '../support/live-app.ts';
import { until } from '../support/running-app.ts';

const PATH = '/health/integration/ws';

/** A client that keeps what it hears. */
class Ears {
  readonly messages: any[] = [];
  readonly socket: WebSocket;
  closeCode: number | null = null;

  constructor(url: string, headers: Record<string, string> = {}) {
    this.socket = new WebSocket(url.replace('http', 'ws'), { headers });
    this.socket.on('message', (data: Buffer) => this.messages.push(JSON.parse(data.toString())));
    this.socket.on('close', (code) => (this.closeCode = code));
    this.socket.on('error', () => {});
  }

  async next(event: string, after = 0): Promise<any> {
    const find = () => this.messages.slice(after).find((message) => message.event === event);
    return until(find, (message) => message !== undefined);
  }
}

/** How a handshake is refused. */
async function refusal(url: string, headers: Record<string, string> = {}) {
  const socket = new WebSocket(url.replace('http', 'ws'), { headers });
  socket.on('error', () => {});
  const [, response] = await once(socket, 'unexpected-response');
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  return { status: response.statusCode, headers: response.headers, body: JSON.parse(text) };
}

describe('events over a WebSocket', () => {
  let live: LiveApp;
  const open: Ears[] = [];

  function listen(query = '', headers: Record<string, string> = {}): Ears {
    const ears = new Ears(`${live.url}${PATH}${query}`, headers);
    open.push(ears);
    return ears;
  }

  beforeAll(async () => {
    live = await LiveApp.start({ live: { max_clients: 2 } });
    await live.bring('one', 'healthy');
    await live.bring('two', 'healthy');
  });

  afterEach(async () => {
    for (const { socket } of open.splice(0)) socket.terminate();
    await until(
      () => live.app.get('/metrics'),
      ({ text }) => text.includes('bellwether_live_clients 0'),
    );
  });

  afterAll(() => live.stop());

  async function outage(id: string): Promise<void> {
    await live.bring(id, 'unhealthy');
    await live.app.post(`/health/integration/circuits/${id}/reset`);
    await live.bring(id, 'healthy');
  }

  it('are the same as over SSE', async () => {
    const ears = listen();
    const { id, data } = await ears.next('snapshot');
    expect(id).toMatch(/^[0-9a-f]{8}-\d+$/);
    expect(data.providers.map((p: any) => p.id)).toEqual(['one', 'two']);
    await outage('one');
    expect((await ears.next('status.changed')).data).toMatchObject({ target: 'one', from: 'healthy' });
    expect((await ears.next('target.recovered')).data).toMatchObject({ target: 'one' });
  });

  it('go on behind an id, told in the query or by a message', async () => {
    const first = listen('?types=circuit.*,target.recovered');
    const { id } = await first.next('snapshot');
    await outage('two');
    await first.next('target.recovered');
    const heard = first.messages.slice(1);
    const again = listen(`?types=circuit.*,target.recovered&last_event_id=${id}`);
    await again.next('target.recovered');
    expect(again.messages).toEqual(heard);
    const count = first.messages.length;
    first.socket.send(JSON.stringify({ resume: id }));
    await first.next('target.recovered', count);
    expect(first.messages.slice(count)).toEqual(heard);
  });

  it('say what is wrong with a message, and go on', async () => {
    const ears = listen();
    await ears.next('snapshot');
    for (const wrong of ['{', '{"resume":7}', '{"resume":"x","then":1}']) ears.socket.send(wrong);
    await until(
      () => ears.messages.filter(({ event }) => event === 'problem'),
      ({ length }) => length === 3,
    );
    const problems = ears.messages.filter(({ event }) => event === 'problem');
    expect(problems.map(({ data }) => data.status)).toEqual([400, 400, 400]);
    expect(problems[1].data.errors[0]).toMatchObject({ field: 'resume', value: 7 });
    await outage('one');
    expect((await ears.next('target.recovered')).data.target).toBe('one');
  });

  it('end for who sends more than a message of ours is long', async () => {
    const ears = listen();
    await ears.next('snapshot');
    ears.socket.send('x'.repeat(10_000));
    const code = await until(
      () => ears.closeCode,
      (closed) => closed !== null,
    );
    expect(code).toBe(1009);
  });

  it('are refused to pages of other origins, wrong questions, and the one too many', async () => {
    const url = live.url + PATH;
    expect(await refusal(url, { origin: 'https://evil.example' })).toMatchObject({
      status: 403,
      headers: { 'content-type': 'application/problem+json' },
      body: { status: 403, instance: PATH },
    });
    expect(await refusal(`${url}?types=all`)).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'types', value: 'all' }] },
    });
    expect(await refusal(`${url}?targets=three`)).toMatchObject({ status: 404 });
    for (let i = 0; i < 2; i++) await listen('', { origin: live.url }).next('snapshot');
    expect(await refusal(url)).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
  });

  it('say to a plain request what they are', async () => {
    const { status, headers } = await live.app.get(PATH);
    expect([status, headers.get('upgrade')]).toEqual([426, 'websocket']);
  });

  it('leave requests that only offer an upgrade to be answered as ever', async () => {
    const offering = request(`${live.url}/health/live`, {
      headers: { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': '' },
    });
    offering.end();
    const [response] = await once(offering, 'response');
    response.resume();
    expect(response.statusCode).toBe(200);
  });

  it('ask for a token where there are tokens, which may stand in the query', async () => {
    const guarded = await LiveApp.start({}, { BELLWETHER_API_TOKENS: 'board:read:let-me-in-please' });
    const url = guarded.url + PATH;
    try {
      expect(await refusal(url)).toMatchObject({
        status: 401,
        headers: { 'www-authenticate': expect.stringMatching(/^Bearer/) },
      });
      expect(await refusal(`${url}?access_token=wrong`)).toMatchObject({ status: 401 });
      for (const [query, headers] of [
        ['?access_token=let-me-in-please', {}],
        ['', { authorization: 'Bearer let-me-in-please' }],
      ] as const) {
        const ears = new Ears(url + query, headers);
        await ears.next('snapshot');
        ears.socket.terminate();
      }
    } finally {
      await guarded.stop();
    }
  });

  it('do not take who comes by a proxy for local', async () => {
    expect(await refusal(live.url + PATH, { 'x-forwarded-for': '203.0.113.7' })).toMatchObject({
      status: 403,
    });
  });

  it('end when the server stops, and say so', async () => {
    const other = await LiveApp.start();
    const ears = new Ears(other.url + PATH);
    await ears.next('snapshot');
    await other.stop();
    const code = await until(
      () => ears.closeCode,
      (closed) => closed !== null,
    );
    expect(code).toBe(1001);
  });
});
