import { z } from 'zod';
import { jsonBody } from './body-reader.ts';
import { EndpointProbe } from './endpoint-probe.ts';
import { LIST_BODY_BYTES, type Endpoint } from './endpoint.ts';
import type { HttpExchange } from './http-exchange.ts';
import type { Probe } from './probe.ts';

const GoogleModels = z.object({
  models: z.array(z.object({ name: z.string() })),
  nextPageToken: z.string().nullish(),
});

const models: Endpoint = {
  path: '/v1beta/models?pageSize=1000',
  maxBodyBytes: LIST_BODY_BYTES,
  read: jsonBody(GoogleModels, ({ models: listed, nextPageToken }) => ({
    models: listed.map(({ name }) => ({ name: name.replace(/^models\//, ''), deprecation: null })),
    hasMore: (nextPageToken ?? '') !== '',
  })),
};

/** The key goes in a header: `?key=` would land in logs. */
export function googleProbe(http: HttpExchange): Probe {
  return new EndpointProbe(http, {
    kinds: ['google'],
    keyHeaders: (key) => ({ 'x-goog-api-key': key }),
    endpoints: { reach: [models], auth: [models] },
  });
}
