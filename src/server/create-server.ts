import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { SettingsSource } from '../settings/settings-source.ts';
import { BODY_LIMIT_BYTES, limitBodies } from './body-limits.ts';
import { allowOrigins } from './cors.ts';
import { ServerLogger } from './logging.ts';
import { refuseConnection, refusePath } from './refused-requests.ts';
import { sendSecurityHeaders } from './security-headers.ts';
import { ServerModule } from './server.module.ts';

// chosen: a body of 1 MiB takes a second on a slow line; who needs longer holds a connection on purpose
const REQUEST_TIMEOUT_MS = 30_000;
// chosen: an id with a long model name, URL-encoded
const MAX_PATH_PARAMETER_CHARACTERS = 512;

/** Bodies and answers are checked by Zod. Fastify would load two compilers for schemas of its own (measured: 6 ms). */
const NO_SCHEMAS = { compilersFactory: { buildValidator: refuseSchema, buildSerializer: refuseSchema } };

/** The application with its HTTP server, set up and not yet listening. */
export async function createServer(source: SettingsSource): Promise<NestFastifyApplication> {
  const adapter = createAdapter();
  const app = await NestFactory.create<NestFastifyApplication>(ServerModule.forRoot(source), adapter, {
    abortOnError: false,
    // a start that fails is told by who called; what was logged on the way would tell it a second time
    bufferLogs: true,
    autoFlushLogs: false,
    // the framework's own would also take forms, which any web page may send across origins
    bodyParser: false,
  });
  app.useLogger(app.get(ServerLogger));
  app.flushLogs();
  adapter.getInstance().removeContentTypeParser('text/plain');
  limitBodies(adapter.getInstance());
  allowOrigins(app, source.current.server.corsOrigins);
  sendSecurityHeaders(adapter.getInstance());
  return app;
}

function createAdapter(): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    trustProxy: false,
    routerOptions: { maxParamLength: MAX_PATH_PARAMETER_CHARACTERS },
    skipMiddie: true,
    schemaController: NO_SCHEMAS,
    frameworkErrors: refusePath,
    clientErrorHandler: refuseConnection,
  });
}

function refuseSchema(): never {
  throw new Error('a route has a schema of Fastify: give Nest a Zod schema in its place');
}
