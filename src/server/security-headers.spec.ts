import fastify, { type FastifyInstance } from 'fastify';
import { sendSecurityHeaders } from './security-headers.ts';

const SENT = {
  'content-security-policy':
    "default-src 'none';script-src 'self';style-src 'self' 'unsafe-inline';img-src 'self' data:;font-src 'self' data:;connect-src 'self';manifest-src 'self';base-uri 'none';form-action 'self';frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'SAMEORIGIN',
  'x-permitted-cross-domain-policies': 'none',
  'x-xss-protection': '0',
};

describe('the security headers', () => {
  let server: FastifyInstance;

  beforeAll(async () => {
    server = fastify();
    sendSecurityHeaders(server);
    server.get('/answer', () => 'ok');
    server.get('/failure', () => {
      throw new Error('a defect');
    });
    server.get('/raw', (_request, reply) => {
      reply.hijack();
      reply.raw.writeHead(200, { 'content-type': 'text/event-stream' }).end();
    });
    await server.ready();
  });
  afterAll(() => server.close());

  it.each([
    ['an answer', '/answer', 200],
    ['a failure', '/failure', 500],
    ['an unknown path', '/nowhere', 404],
    ['what is written past the framework', '/raw', 200],
  ])('come with %s', async (_what, url, status) => {
    const { statusCode, headers } = await server.inject({ method: 'GET', url });
    expect(statusCode).toBe(status);
    expect(headers).toMatchObject(SENT);
    expect(headers).not.toHaveProperty('strict-transport-security');
  });
});
