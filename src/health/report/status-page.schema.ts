import { z } from 'zod';
import { timestampSchema } from './timestamp.schema.ts';

export const providerIncidentSchema = z
  .object({
    id: z.string().describe("The page's own"),
    title: z.string(),
    impact: z.enum(['none', 'minor', 'major', 'critical', 'maintenance', 'unknown']),
    phase: z.string().describe("The page's own word for how far it got, in lower case"),
    components: z.array(z.string()),
    url: z.string().nullable(),
    started_at: timestampSchema,
    reported_at: timestampSchema.describe(
      'When the provider said so; when we read of it where it does not say',
    ),
    updated_at: timestampSchema.nullable(),
    first_seen_at: timestampSchema.describe('When we first read of it'),
    resolved_at: timestampSchema.nullable().describe('Null while it lasts'),
    ended_by: z.enum(['resolved', 'operational', 'expired', 'source_dead', 'not_watched']).nullable(),
    detected_at: timestampSchema
      .nullable()
      .describe('When we saw the outage ourselves; null where we saw none'),
    lead_seconds: z
      .number()
      .nullable()
      .describe('From our detection to its report; positive when we were first'),
  })
  .meta({ id: 'ProviderIncident' });

export const statusPageSchema = z
  .object({
    source: z.string().describe('Address of the page, without its query'),
    status: z.enum(['operational', 'maintenance', 'unknown', 'degraded', 'partial_outage', 'major_outage']),
    source_state: z
      .enum(['pending', 'ok', 'failing', 'dead'])
      .describe('Whether the page can be read; says nothing of the provider'),
    source_detail: z.string().nullable(),
    checked_at: timestampSchema.nullable().describe('When it was last read'),
    incidents: z.array(providerIncidentSchema).describe('Those that last'),
  })
  .nullable()
  .describe("What the provider's own page says, advisory; null where none is read");
