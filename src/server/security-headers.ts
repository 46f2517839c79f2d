import type { FastifyHelmetOptions } from '@fastify/helmet';

const SELF = "'self'";

/** What the dashboard and the API reference need, and nothing from elsewhere. */
export const SECURITY_HEADERS: FastifyHelmetOptions = {
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
