import { z } from 'zod';
import { jsonBody } from './body-reader.ts';
import { EndpointProbe } from './endpoint-probe.ts';
import { bearer, type Endpoint } from './endpoint.ts';
import type { HttpExchange } from './http-exchange.ts';
import { openAiModels } from './openai.probe.ts';
import type { Probe } from './probe.ts';

/** A JSON string, "I'm alive!"; a shutting-down proxy answers 503. */
const liveliness: Endpoint = { path: '/health/liveliness', read: jsonBody(z.string(), () => ({})) };

const Readiness = z.object({ litellm_version: z.string().nullish(), db: z.string().nullish() });

/** Optional: the proxy can work without its database. */
const readiness: Endpoint = {
  path: '/health/readiness',
  isOptional: true,
  read: jsonBody(Readiness, ({ litellm_version, db }) => ({
    version: litellm_version ?? null,
    capabilities: { database: db ?? null },
  })),
};

const models: Endpoint = { ...openAiModels, path: '/v1/models' };

/** Never `/health`: it makes billed calls to every model. */
export function liteLlmProbe(http: HttpExchange): Probe {
  return new EndpointProbe(http, {
    kinds: ['litellm'],
    keyHeaders: bearer,
    apiPath: '/v1',
    endpoints: { reach: [liveliness, readiness], auth: [liveliness, models, readiness] },
  });
}
