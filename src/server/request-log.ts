import type { FastifyInstance } from 'fastify';
import type { BaseLogger } from 'pino';
import { pathOf } from '../problems/reply.ts';

/** The logger of the process: facts first, then a constant message. */
export type ServerLog = Pick<BaseLogger, 'fatal' | 'error' | 'warn' | 'info' | 'debug'> & {
  isLevelEnabled(level: string): boolean;
};

/** Each answer at debug, without query and headers: both may hold secrets. Costs nothing when debug is off. */
export function logRequests(fastify: Pick<FastifyInstance, 'addHook'>, logger: ServerLog): void {
  if (!logger.isLevelEnabled('debug')) return;
  fastify.addHook('onResponse', (request, reply, done) => {
    const facts = { method: request.method, path: pathOf(request.url), status: reply.statusCode };
    logger.debug({ ...facts, latency_ms: Math.round(reply.elapsedTime * 1000) / 1000 }, 'request answered');
    done();
  });
}
