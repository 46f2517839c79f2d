import type { FastifyInstance } from 'fastify';

/** The most that any route takes: what hands in outcomes of calls needs it. */
export const BODY_LIMIT_BYTES = 1024 * 1024;
// chosen: a body for a person's decision is a few lines; a maintenance window with many matchers stays far below
const SMALL_BODY_LIMIT_BYTES = 64 * 1024;
/** Where batches arrive. */
const BATCHES = ['/health/integration/observations', '/integrations/', '/v1/'];

/** Gives every route that takes no batches a small limit; to be called before routes are registered. */
export function limitBodies(fastify: Pick<FastifyInstance, 'addHook'>): void {
  fastify.addHook('onRoute', (route) => {
    if (!BATCHES.some((path) => route.url.startsWith(path))) route.bodyLimit ??= SMALL_BODY_LIMIT_BYTES;
  });
}
