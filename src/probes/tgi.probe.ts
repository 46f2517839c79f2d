import { z } from 'zod';
import { jsonBody } from './body-reader.ts';
import { EndpointProbe } from './endpoint-probe.ts';
import { bearer, type Endpoint } from './endpoint.ts';
import type { HttpExchange } from './http-exchange.ts';
import type { Probe } from './probe.ts';

/** 200 and empty; 503 when the model does not answer. */
const health: Endpoint = { path: '/health' };

const Info = z.object({
  model_id: z.string(),
  served_model_name: z.string().nullish(),
  version: z.string().nullish(),
  max_concurrent_requests: z.number().nullish(),
  max_input_tokens: z.number().nullish(),
  max_input_length: z.number().nullish(),
  max_total_tokens: z.number().nullish(),
});

/** One model a server; Text Embeddings Inference gives it a second name. */
const info: Endpoint = {
  path: '/info',
  read: jsonBody(Info, (body) => ({
    version: body.version ?? null,
    models: [...new Set([body.model_id, body.served_model_name ?? body.model_id])].map((name) => ({
      name,
      deprecation: null,
    })),
    capabilities: {
      max_concurrent_requests: body.max_concurrent_requests ?? null,
      max_input_tokens: body.max_input_tokens ?? body.max_input_length ?? null,
      max_total_tokens: body.max_total_tokens ?? null,
    },
  })),
};

/** Hugging Face's Text Generation Inference, and Text Embeddings Inference, which has the same two answers. */
export function tgiProbe(http: HttpExchange): Probe {
  return new EndpointProbe(http, {
    kinds: ['tgi'],
    keyHeaders: bearer,
    apiPath: '/v1',
    endpoints: { reach: [health, info], auth: [health, info] },
  });
}
