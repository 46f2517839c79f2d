import { z } from 'zod';
import { jsonBody } from './body-reader.ts';
import { EndpointProbe } from './endpoint-probe.ts';
import { LIST_BODY_BYTES, type Endpoint } from './endpoint.ts';
import type { HttpExchange } from './http-exchange.ts';
import { retiring } from './model-facts.ts';
import type { Probe } from './probe.ts';

const AnthropicModels = z.object({
  data: z.array(
    z.object({ id: z.string(), lifecycle: z.string().nullish(), retires_at: z.string().nullish() }),
  ),
  has_more: z.boolean().nullish(),
});

const models: Endpoint = {
  path: '/v1/models?limit=1000',
  maxBodyBytes: LIST_BODY_BYTES,
  read: jsonBody(AnthropicModels, ({ data, has_more }) => ({
    models: data.map(({ id, lifecycle, retires_at }) => ({
      name: id,
      deprecation: (lifecycle ?? 'active') === 'active' ? retiring(retires_at) : { at: retires_at ?? null },
    })),
    hasMore: has_more === true,
  })),
};

/** `x-api-key` is what every gateway reads too. Another API version is a matter of the provider's `headers`. */
export function anthropicProbe(http: HttpExchange): Probe {
  return new EndpointProbe(http, {
    kinds: ['anthropic'],
    keyHeaders: (key) => ({ 'x-api-key': key }),
    headers: { 'anthropic-version': '2023-06-01' },
    endpoints: { reach: [models], auth: [models] },
  });
}
