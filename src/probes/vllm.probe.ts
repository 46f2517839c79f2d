import { z } from 'zod';
import { jsonBody } from './body-reader.ts';
import { EndpointProbe } from './endpoint-probe.ts';
import { bearer, type Endpoint } from './endpoint.ts';
import type { HttpExchange } from './http-exchange.ts';
import { openAiModels } from './openai.probe.ts';
import type { Probe } from './probe.ts';

/** 200 and empty; 503 when the engine is dead. While the model loads, the port is closed. */
const health: Endpoint = { path: '/health' };

const version: Endpoint = {
  path: '/version',
  isOptional: true,
  read: jsonBody(z.object({ version: z.string() }), (body) => ({ version: body.version })),
};

/** Absent unless the server tracks its load. */
const load: Endpoint = {
  path: '/load',
  isOptional: true,
  read: jsonBody(z.object({ server_load: z.number() }), ({ server_load }) => ({
    capabilities: { requests_in_progress: server_load },
  })),
};

const models: Endpoint = { ...openAiModels, path: '/v1/models' };

/** The key guards `/v1` alone. */
export function vllmProbe(http: HttpExchange): Probe {
  return new EndpointProbe(http, {
    kinds: ['vllm'],
    keyHeaders: bearer,
    apiPath: '/v1',
    endpoints: { reach: [health, version, models, load], auth: [health, version, models, load] },
  });
}
