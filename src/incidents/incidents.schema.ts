import { z } from 'zod';
import { providerIncidentSchema } from '../health/report/status-page.schema.ts';

export const incidentsQuery = z.strictObject({
  target: z.string().min(1).max(512).optional().describe('Id of a provider; all of them unless given'),
});

export const incidentsSchema = z
  .object({
    items: z
      .array(
        providerIncidentSchema
          .extend({
            target: z.string(),
            source: z.string().describe('Address of the page, without its query'),
          })
          .meta({ id: 'ReportedIncident' }),
      )
      .describe('The newest report first'),
  })
  .meta({ id: 'Incidents' });
