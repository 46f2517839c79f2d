import { z } from 'zod';
import { statusSchema, timestampSchema } from '../health/report/integration.schema.ts';
import { STRATEGIES } from '../settings/routing-settings.ts';

export const DEFAULT_CHANGES = 50;
const MOST_CHANGES = 1_000;
const MOST_NAMES = 100;
const LONGEST_NAME = 256;

const name = z.string().min(1).max(LONGEST_NAME);

/** `a,b`, or the parameter more than once. */
function names(description: string) {
  return z
    .union([z.string().max(LONGEST_NAME * MOST_NAMES), z.array(name).max(MOST_NAMES)])
    .default([])
    .transform((given) => [given].flat().flatMap((text) => text.split(',')))
    .transform((all) => [...new Set(all.map((each) => each.trim()).filter((each) => each !== ''))])
    .describe(description);
}

export const routingQuery = z.strictObject({
  pool: name.default('default').describe('A pool of the settings, a tag, or `default`: every provider'),
  tags: names('Only targets that have all of these tags, separated by commas'),
  model: name.optional().describe('Only targets that have this model'),
  exclude: names('Targets that are not wanted, separated by commas: those that just failed'),
  strategy: z.enum(STRATEGIES).optional().describe('Instead of that of the pool'),
  limit: z.coerce.number().int().min(1).max(1_000).optional().describe('The best so many candidates'),
  key: name
    .optional()
    .describe('For `sticky`: a user, a conversation; the same key is advised the same target'),
});

export type RoutingQuery = z.output<typeof routingQuery>;

const share = z.number().min(0).max(1);
const reasonSchema = z.enum([
  'filter_mismatch',
  'disabled',
  'maintenance',
  'circuit_open',
  'unhealthy',
  'starting',
]);

const factorsSchema = z.object({
  configured: z.number().min(0),
  status: share.describe('Healthy 1, unknown 0.5, degraded 0.3; less for a last resort'),
  latency: share.describe('Best p95 of the pool by its own; by the strategy'),
  headroom: share.describe('Share of the rate limit that is left'),
  slow_start: share.describe('From 0.1 to 1 while it comes back'),
  cost: share.optional().describe('Strategy `cost` only'),
  priority: share.optional().describe('Strategy `priority` only: what those before it leave'),
});

const candidateSchema = z.object({
  id: z.string(),
  weight: z.number().min(0).describe('Product of the factors'),
  share: share.describe('Of the calls, by the strategy; those of all candidates add up to 1'),
  status: statusSchema,
  p95_ms: z.number().nullable(),
  p95_of: z.enum(['checks', 'calls', 'first_token']).nullable(),
  factors: factorsSchema,
  waits_until: timestampSchema.nullable().describe('The provider asked to wait until then'),
  last_resort: reasonSchema
    .nullable()
    .describe('Why it would be left out if there were others: in panic, or held back by the ejection cap'),
});

const exclusionSchema = z.object({
  id: z.string(),
  reason: reasonSchema,
  retry_at: timestampSchema.nullable(),
  detail: z.string().nullable(),
});

export const adviceSchema = z
  .object({
    panic: z.boolean().describe('Too few are usable, so that all are named, the least bad first'),
    capped: z.boolean().describe('More is failing than may be left out, so that some of it is named'),
    pool: z.string(),
    strategy: z.enum(STRATEGIES),
    generated_at: timestampSchema,
    seq: z.int().describe('Grows with every new advice'),
    candidates: z.array(candidateSchema).describe('The best first'),
    excluded: z.array(exclusionSchema),
  })
  .meta({ id: 'RoutingAdvice' });

export const changesQuery = z.strictObject({
  pool: name.optional(),
  target: name.optional().describe('Only changes that moved this target'),
  at: z.iso
    .datetime({ offset: true })
    .optional()
    .describe('What was in force at that time comes first, older ones after it'),
  limit: z.coerce.number().int().min(1).max(MOST_CHANGES).default(DEFAULT_CHANGES),
  cursor: z
    .string()
    .regex(/^\d{1,15}$/)
    .optional()
    .describe('`next_cursor` of the page before, with the same query'),
});

export type ChangesQuery = z.output<typeof changesQuery>;

const weight = z.number().min(0).nullable().describe('Null where it was, or is, left out');

export const changesSchema = z
  .object({
    items: z.array(
      z.object({
        number: z.int(),
        seq: z.int(),
        at: timestampSchema,
        pool: z.string(),
        panic: z.boolean(),
        moved: z.array(z.object({ id: z.string(), from: weight, to: weight, why: z.string() })),
        using: z
          .array(z.object({ id: z.string(), share }))
          .describe('Where calls went from then on: the greatest shares'),
      }),
    ),
    next_cursor: z.string().nullable(),
  })
  .meta({ id: 'RoutingChanges' });
