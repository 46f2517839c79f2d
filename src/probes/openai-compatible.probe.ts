import { z } from 'zod';
import { jsonBody } from './body-reader.ts';
import { EndpointProbe } from './endpoint-probe.ts';
import { bearer, LIST_BODY_BYTES, type Endpoint } from './endpoint.ts';
import type { HttpExchange } from './http-exchange.ts';
import { retiring } from './model-facts.ts';
import { openRouterKey } from './openrouter-key.ts';
import type { Probe } from './probe.ts';

const CompatibleModel = z.object({
  id: z.string(),
  shutdown_date: z.unknown().optional(),
  /** Mistral: a date. Azure: epoch seconds for each use. */
  deprecation: z.unknown().optional(),
});

/** Together sends the bare list. */
const CompatibleModels = z.union([z.object({ data: z.array(CompatibleModel) }), z.array(CompatibleModel)]);

const models: Endpoint = {
  path: '/models',
  maxBodyBytes: LIST_BODY_BYTES,
  read: jsonBody(CompatibleModels, (body) => ({
    models: (Array.isArray(body) ? body : body.data).map((model) => ({
      name: model.id,
      deprecation: retiring(retiresAt(model)),
    })),
  })),
};

function retiresAt({ shutdown_date, deprecation }: z.infer<typeof CompatibleModel>): string | null {
  for (const date of [shutdown_date, deprecation]) if (typeof date === 'string') return date;
  const seconds = (deprecation as { inference?: unknown } | null | undefined)?.inference;
  return typeof seconds === 'number' ? new Date(seconds * 1000).toISOString() : null;
}

export function openAiCompatibleProbe(http: HttpExchange): Probe {
  const endpoints = { reach: [models], auth: [openRouterKey, models] };
  return new EndpointProbe(http, { kinds: ['openai_compatible'], keyHeaders: bearer, endpoints });
}
