import { z } from 'zod';

const MAX_SECONDS = 86_400 * 30;
export const MAX_OVERRIDE_MS = MAX_SECONDS * 1000;

const reason = z.string().min(1).max(200).optional().describe('Why, for those who look at it later');

/** What may come with forcing a circuit; without an expiry it holds until reset. */
export const overrideBody = z
  .strictObject({
    reason,
    expires_in_seconds: z
      .int()
      .min(1)
      .max(MAX_SECONDS)
      .optional()
      .describe('Seconds until the override ends'),
    expires_at: z.iso
      .datetime({ offset: true })
      .optional()
      .describe('When the override ends, within 30 days; instead of expires_in_seconds'),
  })
  .refine((body) => body.expires_in_seconds === undefined || body.expires_at === undefined, {
    path: ['expires_at'],
    message: 'not together with expires_in_seconds',
  })
  .nullish();

export const resetBody = z.strictObject({ reason }).nullish();

export type OverrideBody = z.infer<typeof overrideBody>;

const statsSchema = z
  .object({
    window_seconds: z.number(),
    calls: z.int().describe('Successes and health failures; account and caller faults are in neither'),
    failures: z.int(),
    slow_calls: z.int(),
    error_rate_percent: z.number().nullable(),
    slow_call_rate_percent: z.number().nullable(),
  })
  .describe('Calls (not checks) of the rolling window that the circuit judges by');

export const circuitSchema = z
  .object({
    id: z.string(),
    state: z.enum(['closed', 'open', 'half_open']),
    opened_at: z.iso.datetime().nullable(),
    retry_at: z.iso
      .datetime()
      .nullable()
      .describe('When the next trial may run; null while closed or forced'),
    forced: z.boolean(),
    forced_until: z.iso.datetime().nullable().describe('Null while not forced, or forced until reset'),
    reason: z
      .string()
      .nullable()
      .describe('Why it opened, was forced, or is kept closed by the ejection cap'),
    held_back: z.boolean().describe('Unhealthy, but kept closed: half of the pool is ejected already'),
    consecutive_failures: z.int().describe('Failed calls in a row'),
    reopenings: z.int().describe('Since it was last calm; each doubles the wait'),
    stats: statsSchema,
  })
  .meta({ id: 'Circuit' });

export const circuitListSchema = z.object({ items: z.array(circuitSchema) }).meta({ id: 'CircuitList' });

export type CircuitBody = z.infer<typeof circuitSchema>;
