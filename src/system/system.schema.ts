import { z } from 'zod';

export const livenessSchema = z
  .object({
    status: z.literal('alive'),
    uptime_seconds: z.number(),
    version: z.string(),
  })
  .meta({ id: 'Liveness' });

export const readinessSchema = z
  .object({
    status: z.enum(['ready', 'not_ready']),
    reason: z.string().nullable().describe('starting, stopping or component:NAME; null when ready'),
    uptime_seconds: z.number(),
    version: z.string(),
  })
  .meta({ id: 'Readiness' });
