import { z } from 'zod';
import { jsonBody } from './body-reader.ts';
import { EndpointProbe } from './endpoint-probe.ts';
import { bearer, type Endpoint } from './endpoint.ts';
import type { HttpExchange } from './http-exchange.ts';
import { openAiModels } from './openai.probe.ts';
import type { Probe } from './probe.ts';

/** 200 and empty; 503 when the engine is dead. */
const health: Endpoint = { path: '/health' };

const version: Endpoint = {
  path: '/version',
  isOptional: true,
  read: jsonBody(z.object({ version: z.string() }), (body) => ({ version: body.version })),
};

const models: Endpoint = { ...openAiModels, path: '/v1/models' };

/** The key guards `/v1` alone. */
export function vllmProbe(http: HttpExchange): Probe {
  return new EndpointProbe(http, {
    kinds: ['vllm'],
    keyHeaders: bearer,
    apiPath: '/v1',
    endpoints: { reach: [health, version, models], auth: [health, version, models] },
  });
}
