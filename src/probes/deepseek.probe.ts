import { EndpointProbe } from './endpoint-probe.ts';
import { bearer } from './endpoint.ts';
import type { HttpExchange } from './http-exchange.ts';
import { openAiModels } from './openai.probe.ts';
import type { Probe } from './probe.ts';

export function deepSeekProbe(http: HttpExchange): Probe {
  const endpoints = { reach: [openAiModels], auth: [openAiModels] };
  return new EndpointProbe(http, { kinds: ['deepseek'], keyHeaders: bearer, endpoints });
}
