import { z } from 'zod';
import { jsonBody, type BodyReader } from './body-reader.ts';
import { EndpointProbe } from './endpoint-probe.ts';
import { bearer, LIST_BODY_BYTES, type Endpoint } from './endpoint.ts';
import type { HttpExchange } from './http-exchange.ts';
import { retiring } from './model-facts.ts';
import type { Probe } from './probe.ts';

const OpenAiModels = z.object({
  data: z.array(z.object({ id: z.string(), shutdown_date: z.string().nullish() })),
});

/** The models list as OpenAI and those who speak like it give it. */
export const readOpenAiModels: BodyReader = jsonBody(OpenAiModels, ({ data }) => ({
  models: data.map(({ id, shutdown_date }) => ({ name: id, deprecation: retiring(shutdown_date) })),
}));

export const openAiModels: Endpoint = {
  path: '/models',
  read: readOpenAiModels,
  maxBodyBytes: LIST_BODY_BYTES,
};

export function openAiProbe(http: HttpExchange): Probe {
  const endpoints = { reach: [openAiModels], auth: [openAiModels] };
  return new EndpointProbe(http, { kinds: ['openai'], keyHeaders: bearer, endpoints });
}
