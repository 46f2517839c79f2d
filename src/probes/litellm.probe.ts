import { z } from 'zod';
import { jsonBody, type Reading } from './body-reader.ts';
import { EndpointProbe } from './endpoint-probe.ts';
import { bearer, LIST_BODY_BYTES, type Endpoint } from './endpoint.ts';
import type { HttpExchange } from './http-exchange.ts';
import { openAiModels } from './openai.probe.ts';
import type { Probe } from './probe.ts';

/** A JSON string, "I'm alive!"; a shutting-down proxy answers 503. */
const liveliness: Endpoint = { path: '/health/liveliness', read: jsonBody(z.string(), () => ({})) };

const Readiness = z.object({
  litellm_version: z.string().nullish(),
  db: z.string().nullish(),
  cache: z.unknown().optional(),
});

/** Optional: the proxy can work without its database. */
const readiness: Endpoint = {
  path: '/health/readiness',
  isOptional: true,
  read: jsonBody(Readiness, ({ litellm_version, db, cache }) => ({
    version: litellm_version ?? null,
    capabilities: { database: db ?? null, cache: typeof cache === 'string' ? cache : null },
  })),
};

const models: Endpoint = { ...openAiModels, path: '/v1/models' };

const Health = z.object({
  healthy_endpoints: z.array(z.object({ model: z.string().nullish() })),
  unhealthy_endpoints: z.array(z.object({ model: z.string().nullish() })),
});

/** Its own calls to every model, with what they found. Upstream errors quote prompts and keys, and are not kept. */
const ownChecks: Endpoint = {
  path: '/health',
  isOptional: true,
  maxBodyBytes: LIST_BODY_BYTES,
  isWanted: ({ litellm }) => litellm.health,
  read: (json, text): Reading => {
    const reading = jsonBody(Health, ({ healthy_endpoints, unhealthy_endpoints }) => ({
      capabilities: {
        models_healthy: healthy_endpoints.length,
        models_unhealthy: unhealthy_endpoints.map(({ model }) => model ?? 'unnamed'),
      },
    }))(json, text);
    if (reading.problem !== null) return reading;
    const { models_healthy: healthy, models_unhealthy: unhealthy } = reading.lesson.capabilities ?? {};
    if (healthy !== 0 || !Array.isArray(unhealthy) || unhealthy.length === 0) return reading;
    return { problem: `none of its ${unhealthy.length} models works`, failure: 'server_error' };
  },
};

/** `/health` only where the settings say so: by it the proxy calls every model, which is billed. */
export function liteLlmProbe(http: HttpExchange): Probe {
  return new EndpointProbe(http, {
    kinds: ['litellm'],
    keyHeaders: bearer,
    apiPath: '/v1',
    endpoints: { reach: [liveliness, readiness], auth: [liveliness, models, readiness, ownChecks] },
  });
}
