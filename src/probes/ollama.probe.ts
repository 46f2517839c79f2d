import { z } from 'zod';
import { jsonBody } from './body-reader.ts';
import { EndpointProbe } from './endpoint-probe.ts';
import { bearer, LIST_BODY_BYTES, type Endpoint } from './endpoint.ts';
import type { HttpExchange } from './http-exchange.ts';
import type { Probe } from './probe.ts';

const version: Endpoint = {
  path: '/api/version',
  read: jsonBody(z.object({ version: z.string() }), (body) => ({ version: body.version })),
};

const tags: Endpoint = {
  path: '/api/tags',
  maxBodyBytes: LIST_BODY_BYTES,
  read: jsonBody(z.object({ models: z.array(z.object({ name: z.string() })) }), ({ models }) => ({
    models: models.map(({ name }) => ({ name, deprecation: null })),
  })),
};

const Loaded = z.object({
  models: z.array(
    z.object({ name: z.string(), size_vram: z.number().nullish(), expires_at: z.string().nullish() }),
  ),
});

/** What is in memory now: a call to any other model waits until it is loaded, and may push one of these out. */
const loaded: Endpoint = {
  path: '/api/ps',
  isOptional: true,
  read: jsonBody(Loaded, ({ models }) => ({
    capabilities: {
      models_loaded: models.map(({ name, size_vram, expires_at }) => ({
        name,
        vram_bytes: size_vram ?? null,
        expires_at: expires_at ?? null,
      })),
    },
  })),
};

/** Nothing here loads a model. */
export function ollamaProbe(http: HttpExchange): Probe {
  return new EndpointProbe(http, {
    kinds: ['ollama'],
    keyHeaders: bearer,
    apiPath: '/v1',
    endpoints: { reach: [version, tags, loaded], auth: [version, tags, loaded] },
  });
}
