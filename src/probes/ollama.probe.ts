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

/** Nothing here loads a model. */
export function ollamaProbe(http: HttpExchange): Probe {
  return new EndpointProbe(http, {
    kinds: ['ollama'],
    keyHeaders: bearer,
    apiPath: '/v1',
    endpoints: { reach: [version, tags], auth: [version, tags] },
  });
}
