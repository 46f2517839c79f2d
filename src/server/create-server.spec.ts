import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiDescription } from '../openapi/api-description.ts';
import { SettingsSource } from '../settings/settings-source.ts';
import { createServer } from './create-server.ts';

describe('the server', () => {
  const registered: string[] = [];
  let app: NestFastifyApplication;

  beforeAll(async () => {
    const document = { monitoring: { enabled: false } };
    app = await createServer(new SettingsSource({ document, env: {}, watch: false, signals: null }));
    app
      .getHttpAdapter()
      .getInstance()
      .addHook('onRoute', ({ method, url }) => void registered.push(`${[method].flat().join('|')} ${url}`));
    await app.listen(0, '127.0.0.1');
  });

  afterAll(() => app.close());

  it('documents every route that is registered', () => {
    const documented = app
      .get(ApiDescription)
      .routes()
      .filter(({ doc }) => doc !== undefined)
      .map(({ method, path }) => `${method.toUpperCase()} ${path}`);
    const served = registered.filter((route) => !route.startsWith('HEAD '));
    expect(served.length).toBeGreaterThan(5);
    expect(served.filter((route) => !documented.includes(route))).toEqual([]);
  });

  it('has an OpenAPI document of all rooms', async () => {
    const response = await app.inject({ method: 'GET', url: '/openapi.json' });
    expect(response.statusCode).toBe(200);
    expect(response.json()).toMatchObject({
      openapi: '3.1.1',
      paths: { '/health/live': {}, '/health/integration': {} },
    });
  });

  it('serves the API reference from this machine alone, within its content policy', async () => {
    const page = await app.inject({ method: 'GET', url: '/docs' });
    expect(page.headers['content-security-policy']).toContain("script-src 'self'");
    const addresses = [...page.body.matchAll(/(?:src|href)="(docs[^"]+)"/g)].map(
      ([, address]) => `/${address}`,
    );
    expect(addresses).toHaveLength(3);
    expect(page.body).not.toMatch(/<script>|https?:/);
    for (const url of addresses) expect((await app.inject({ method: 'GET', url })).statusCode).toBe(200);
    expect((await app.inject({ method: 'GET', url: '/docs/package.json' })).statusCode).toBe(404);
  });

  it.each(['application/x-www-form-urlencoded', 'text/plain'])(
    'takes no %s, which any page may send',
    async (type) => {
      const headers = { 'content-type': type };
      const url = '/health/integration/providers/openai/check';
      const response = await app.inject({ method: 'POST', url, headers, body: 'a=1' });
      expect(response.statusCode).toBe(415);
      expect(response.headers['content-type']).toContain('application/problem+json');
    },
  );

  it('takes no more than 64 KiB where no batches arrive', async () => {
    const url = '/health/integration/circuits/openai/open';
    const send = (reason: string) => app.inject({ method: 'POST', url, payload: { reason } });
    const response = await send('x'.repeat(64 * 1024));
    expect(response.statusCode).toBe(413);
    expect(response.headers['content-type']).toContain('application/problem+json');
    expect((await send('x'.repeat(60 * 1024))).statusCode).toBe(400);
  });

  it('refuses a malformed path with a problem', async () => {
    const response = await app.inject({ method: 'GET', url: '/%zz' });
    expect(response.headers['content-type']).toContain('application/problem+json');
    expect(response.json()).toMatchObject({ status: 400, detail: 'the path is not a valid URL' });
  });

  it('refuses what is not HTTP with a problem', async () => {
    const { port } = app.getHttpServer().address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write('GARBAGE\r\n\r\n');
    const answer = await text(socket);
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\ncontent-type: application\/problem\+json/);
  });
});
