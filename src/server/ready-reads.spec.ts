import { once } from 'node:events';
import { Agent, type IncomingHttpHeaders, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SettingsSource } from '../settings/settings-source.ts';
import { createServer } from './create-server.ts';
import { answerReadyReads } from './ready-reads.ts';

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const TOKENS = 'reader:read:read-secret-of-some-length writer:ingest:ingest-secret-of-some-length';
const ADVICE = '/health/integration/routing?limit=3';
/** A length makes no difference to the answer, and is nothing that lies ready. */
const UNUSUAL = { 'content-length': '0' };

describe('reads that lie ready', () => {
  let app: NestFastifyApplication;
  let agent: Agent;
  let framework: string[];
  let closingBegan: Promise<void>;
  let letClose: () => void;

  async function start(rateLimit: Record<string, number> = {}): Promise<void> {
    const document = {
      monitoring: { enabled: false },
      server: { rate_limit: rateLimit },
      providers: { openai: { kind: 'http', base_url: 'http://127.0.0.1:9/' } },
    };
    const env = { BELLWETHER_API_TOKENS: TOKENS, DATABASE_URL: 'memory:' };
    const source = new SettingsSource({ document, env, watch: false, signals: null });
    app = await createServer(source);
    framework = [];
    app
      .getHttpAdapter()
      .getInstance()
      .addHook('onRequest', (request, _reply, done) => {
        framework.push(`${request.method} ${request.url}`);
        done();
      });
    answerReadyReads(app, source.current.server);
    const held = new Promise<void>((resolve) => (letClose = resolve));
    let noteClosing = (): void => {};
    closingBegan = new Promise<void>((resolve) => (noteClosing = resolve));
    app
      .getHttpAdapter()
      .getInstance()
      .addHook('preClose', () => {
        noteClosing();
        return held;
      });
    await app.listen(0, '127.0.0.1');
  }

  beforeEach(() => {
    agent = new Agent({ keepAlive: true });
  });

  afterEach(async () => {
    agent.destroy();
    letClose();
    await app.close();
  });

  async function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
    const { port } = app.getHttpServer().address() as AddressInfo;
    const authorization = 'Bearer read-secret-of-some-length';
    const request = httpRequest({ port, path, method, agent, headers: { authorization, ...headers } });
    request.end();
    const [response] = await once(request, 'response');
    const body = await text(response);
    return { status: response.statusCode, headers: { ...response.headers, date: 'x' }, body };
  }

  it.each(['/health/integration', '/health/integration/summary', ADVICE])(
    'of %s are as the framework answers, without it',
    async (path) => {
      await start();
      const slow = await ask(path, UNUSUAL);
      const count = framework.length;
      expect(slow.status).toBe(200);
      expect(await ask(path)).toEqual(slow);
      const etag = slow.headers.etag!;
      const same = await ask(path, { 'if-none-match': etag });
      expect(framework).toHaveLength(count);
      expect(same).toEqual(await ask(path, { 'if-none-match': etag, ...UNUSUAL }));
      expect([same.status, same.body]).toEqual([304, '']);
    },
  );

  it.each([
    ['HEAD', '/health/integration', {}, 200],
    ['GET', '/health/integration?strict=true', {}, 200],
    ['GET', '/health/integration?strict=x', {}, 400],
    ['GET', '/health/integration/', {}, 404],
    ['GET', '/health/integration/summary', { authorization: 'Bearer nobody' }, 401],
    ['GET', '/health/integration/summary', { authorization: 'Bearer ingest-secret-of-some-length' }, 403],
    ['POST', '/health/integration', {}, 404],
  ] as const)('leave %s %s %j to the framework: %i', async (method, path, headers, status) => {
    await start();
    expect((await ask(path, headers, method)).status).toBe(status);
    expect(framework).toEqual([`${method} ${path}`]);
  });

  it('count against the limit of reads, and say no as the framework does', async () => {
    await start({ reads_per_minute: 3 });
    const statuses: unknown[] = [];
    for (let i = 0; i < 4; i++) statuses.push((await ask('/health/integration')).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
    expect(framework).toEqual(['GET /health/integration']);
  });

  it('count a wrong token once', async () => {
    await start({ failed_logins_per_minute: 3 });
    const statuses: unknown[] = [];
    for (const token of ['a', 'b', 'c', 'd', 'e']) {
      statuses.push((await ask('/health/integration', { authorization: `Bearer ${token}` })).status);
    }
    expect(statuses).toEqual([401, 401, 401, 429, 429]);
  });

  it('end when the server begins to close', async () => {
    await start();
    expect((await ask('/health/integration')).status).toBe(200);
    const closing = app.close();
    await closingBegan;
    const late = await ask('/health/integration');
    expect([late.status, late.headers.connection]).toEqual([503, 'close']);
    letClose();
    await closing;
  });
});
