import { z } from 'zod';
import { ENDPOINTS } from './endpoint.ts';
import type { UnknownTarget } from './unknown-targets.ts';

export const unknownTargetsSchema = z
  .object({
    items: z.array(
      z.object({
        name: z.string().describe('As it was sent, capped'),
        host: z.string().nullable().describe('What was called, where somebody said'),
        endpoint: z.enum(ENDPOINTS).describe('Where it was reported last'),
        count: z.int(),
        first_seen_at: z.string(),
        last_seen_at: z.string(),
      }),
    ),
  })
  .meta({ id: 'UnknownTargets' });

export function unknownTargetsView(unknown: readonly UnknownTarget[]): z.infer<typeof unknownTargetsSchema> {
  return {
    items: unknown.map(({ name, host, endpoint, count, firstSeenAt, lastSeenAt }) => ({
      name,
      host,
      endpoint,
      count,
      first_seen_at: new Date(firstSeenAt).toISOString(),
      last_seen_at: new Date(lastSeenAt).toISOString(),
    })),
  };
}
