import { EndpointProbe } from './endpoint-probe.ts';
import { bearer, type Endpoint } from './endpoint.ts';
import type { HttpExchange } from './http-exchange.ts';
import { openAiModels } from './openai.probe.ts';
import type { Probe } from './probe.ts';

/** Model Studio answers here but does not document it, so that it may go without notice. */
const models: Endpoint = { ...openAiModels, mayBeAbsent: true };

export function qwenProbe(http: HttpExchange): Probe {
  const endpoints = { reach: [models], auth: [models] };
  return new EndpointProbe(http, { kinds: ['qwen'], keyHeaders: bearer, endpoints });
}
