import { z } from 'zod';
import { vendorOf } from '../observations/errors/vendors.ts';
import { jsonBody, type Reading } from './body-reader.ts';
import type { Endpoint } from './endpoint.ts';

const Key = z.object({
  data: z.object({ limit: z.number().nullish(), limit_remaining: z.number().nullish() }),
});

/** OpenRouter lists its models to everybody, so that its list proves nothing of a key; this does. */
export const openRouterKey: Endpoint = {
  path: '/key',
  isWanted: ({ kind, baseUrl }) => vendorOf(kind, baseUrl) === 'openrouter',
  read: (json, text): Reading => {
    let remainingUsd: number | null = null;
    const reading = jsonBody(Key, ({ data }) => {
      remainingUsd = data.limit_remaining ?? null;
      return {
        capabilities: { credit_limit_usd: data.limit ?? null, credit_remaining_usd: remainingUsd },
      };
    })(json, text);
    const isSpent = remainingUsd !== null && remainingUsd <= 0;
    return isSpent ? { problem: "the key's credit is used up", failure: 'quota_exhausted' } : reading;
  },
};
