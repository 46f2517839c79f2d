import { z } from 'zod';
import { jsonBody } from './body-reader.ts';
import { EndpointProbe } from './endpoint-probe.ts';
import { bearer, LIST_BODY_BYTES, type Endpoint } from './endpoint.ts';
import type { HttpExchange } from './http-exchange.ts';
import type { Probe } from './probe.ts';

const CursorModels = z.union([
  z.object({ items: z.array(z.object({ id: z.string() })) }),
  z.object({ models: z.array(z.string()) }),
]);

/** `/v1` lists objects, `/v0` names. */
const models: Endpoint = {
  path: '/models',
  maxBodyBytes: LIST_BODY_BYTES,
  read: jsonBody(CursorModels, (body) => {
    const names = 'items' in body ? body.items.map(({ id }) => id) : body.models;
    return { models: names.map((name) => ({ name, deprecation: null })) };
  }),
};

export function cursorProbe(http: HttpExchange): Probe {
  const endpoints = { reach: [models], auth: [models] };
  return new EndpointProbe(http, { kinds: ['cursor'], keyHeaders: bearer, endpoints });
}
