import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import helmet, { type HelmetOptions } from 'helmet';

const SELF = "'self'";

/** What the dashboard and the API reference need, and nothing from elsewhere. */
const POLICY: HelmetOptions = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: [SELF],
      // the API reference and charts set style attributes
      styleSrc: [SELF, "'unsafe-inline'"],
      imgSrc: [SELF, 'data:'],
      fontSrc: [SELF, 'data:'],
      connectSrc: [SELF],
      manifestSrc: [SELF],
      baseUri: ["'none'"],
      formAction: [SELF],
      frameAncestors: ["'none'"],
    },
  },
  // whether a name is only ever reached over TLS is for the proxy in front to say
  strictTransportSecurity: false,
  referrerPolicy: { policy: 'same-origin' },
};

/**
 * Sends them with every answer, whoever writes it. helmet is asked once: it makes them anew at each request, which
 * costs more than twice as much as answering it (measured).
 */
export function sendSecurityHeaders(fastify: Pick<FastifyInstance, 'addHook'>): void {
  const headers = securityHeaders();
  fastify.addHook('onRequest', (_request, reply, done) => {
    for (const [name, value] of headers) reply.raw.setHeader(name, value);
    done();
  });
}

export function securityHeaders(): readonly (readonly [name: string, value: string])[] {
  return headersOf(POLICY);
}

function headersOf(policy: HelmetOptions): readonly (readonly [name: string, value: string])[] {
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  helmet(policy)(response.req, response, () => undefined);
  return Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)]);
}
