import { z } from 'zod';

export const healthMetricsQuery = z.strictObject({
  format: z.enum(['prometheus', 'json']).default('prometheus').describe('How the figures are written'),
});

const timestamp = z.iso.datetime({ precision: 3 });
const count = z.int().min(0);

const target = z.object({
  target: z.string(),
  provider: z.string(),
  model: z.string().nullable().describe('Null for the provider itself'),
  enabled: z.boolean(),
  critical: z.boolean(),
  status: z.enum(['healthy', 'degraded', 'unhealthy', 'unknown']),
  since: timestamp,
  usable: z.boolean(),
  reasons: z.array(z.object({ code: z.string(), message: z.string() })),
  blame: z.enum(['provider', 'account', 'caller', 'local']).nullable(),
  consecutive_failures: count,
  circuit: z.enum(['closed', 'open', 'half_open']),
  last_check_at: timestamp.nullable(),
  last_success_at: timestamp.nullable(),
});

export const healthMetricsSchema = z
  .object({
    timestamp,
    egress: z.enum(['ok', 'suspected', 'down']),
    summary: z.object({
      total: count,
      healthy: count,
      degraded: count,
      unhealthy: count,
      unknown: count,
      disabled: count.describe('Switched off in the settings; in none of the others but the total'),
    }),
    targets: z.array(target),
  })
  .meta({ id: 'HealthMetrics' });
