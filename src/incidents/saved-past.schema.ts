import { z } from 'zod';
import type { ProviderIncident } from '../health/status-page.ts';
import type { ProviderPast } from './incident-log.ts';

const at = z.number();

const incidentSchema: z.ZodType<ProviderIncident> = z.object({
  id: z.string(),
  source: z.string(),
  title: z.string(),
  impact: z.enum(['none', 'minor', 'major', 'critical', 'maintenance', 'unknown']),
  phase: z.string(),
  components: z.array(z.string()),
  url: z.string().nullable(),
  startedAt: at,
  reportedAt: at,
  updatedAt: at.nullable(),
  firstSeenAt: at,
  resolvedAt: at.nullable(),
  endedBy: z.enum(['resolved', 'operational', 'expired', 'source_dead', 'not_watched']).nullable(),
  detectedAt: at.nullable(),
  leadMs: z.number().nullable(),
});

/** The past of one provider as it is saved. */
export const savedPastSchema: z.ZodType<ProviderPast> = z.object({
  incidents: z.array(incidentSchema),
  outages: z.array(z.object({ detectedAt: at, endedAt: at.nullable() })),
});
