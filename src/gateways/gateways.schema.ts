import { z } from 'zod';
import { routingQuery } from '../routing/routing.schema.ts';

/** What of a question for advice has a meaning for gateways, which ask once for many calls. */
const asked = { pool: true, tags: true, model: true, exclude: true, strategy: true } as const;

export const poolQuery = routingQuery.pick(asked);

export type PoolQuery = z.output<typeof poolQuery>;

export const litellmQuery = poolQuery.extend({
  format: z
    .enum(['json', 'yaml'])
    .default('json')
    .describe('`yaml`: nothing but `model_list` and `router_settings`, to be included by a configuration'),
});

export type LiteLlmQuery = z.output<typeof litellmQuery>;
