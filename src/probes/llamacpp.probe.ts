import { z } from 'zod';
import { jsonBody } from './body-reader.ts';
import { EndpointProbe } from './endpoint-probe.ts';
import { bearer, type Endpoint } from './endpoint.ts';
import type { HttpExchange } from './http-exchange.ts';
import { openAiModels } from './openai.probe.ts';
import type { Probe } from './probe.ts';

/** Open to everybody; 503 "Loading model" while the server starts. */
const health: Endpoint = {
  path: '/health',
  read: jsonBody(z.object({ status: z.string() }), () => ({})),
};

const models: Endpoint = { ...openAiModels, path: '/v1/models' };

const Props = z.object({
  build_info: z.string().nullish(),
  total_slots: z.number().nullish(),
  is_sleeping: z.boolean().nullish(),
  modalities: z.record(z.string(), z.unknown()).nullish(),
});

/** Paths and the chat template stay where they are. A server that sleeps would be woken by a generation, not by this. */
const props: Endpoint = {
  path: '/props',
  isOptional: true,
  read: jsonBody(Props, ({ build_info, total_slots, is_sleeping, modalities }) => ({
    version: build_info ?? null,
    capabilities: {
      slots_total: total_slots ?? null,
      sleeping: is_sleeping ?? null,
      modalities: Object.entries(modalities ?? {}).flatMap(([name, has]) => (has === true ? [name] : [])),
    },
  })),
};

export function llamaCppProbe(http: HttpExchange): Probe {
  return new EndpointProbe(http, {
    kinds: ['llamacpp'],
    keyHeaders: bearer,
    apiPath: '/v1',
    endpoints: { reach: [health, models, props], auth: [health, models, props] },
  });
}
