import { z } from 'zod';
import {
  blameSchema,
  reasonSchema,
  statusSchema,
  timestampSchema,
} from '../../health/report/integration.schema.ts';
import { rangeQuery, targetQuery } from '../query/query-range.ts';

export const timelineQuery = z.strictObject({
  target: targetQuery.describe('Id of a target'),
  ...rangeQuery,
});

const duration = z.number().min(0);

const interval = z.object({
  status: statusSchema,
  from: timestampSchema,
  to: timestampSchema.nullable().describe('Null while it lasts'),
  duration_seconds: duration.describe('So far, while it lasts'),
  reasons: z.array(reasonSchema).describe('`not_running` where we did not run ourselves'),
  blame: blameSchema,
});

const vendorNotice = z.object({
  title: z.string(),
  reported_at: timestampSchema,
  lead_seconds: z.number().describe('From our detection to its report; positive when we were first'),
});

const incident = z.object({
  id: z.string(),
  target: z.string(),
  from: timestampSchema.describe('May lie before the range'),
  to: timestampSchema.nullable().describe('Null while it lasts; may lie behind the range'),
  duration_seconds: duration.describe('So far, while it lasts'),
  worst_status: z.enum(['degraded', 'unhealthy']),
  cause: reasonSchema.describe('Why it was as bad as it became'),
  blame: blameSchema,
  time_to_detect_seconds: duration
    .nullable()
    .describe(
      'From its first failed observation until it was confirmed as unhealthy, or showed where it never was; null where no failure of it is kept',
    ),
  vendor_notice: vendorNotice.nullable().describe('What the provider reported itself of that time'),
});

export const timelineSchema = z
  .object({
    target: z.string(),
    from: timestampSchema,
    to: timestampSchema,
    uptime_percent: z
      .number()
      .min(0)
      .max(100)
      .nullable()
      .describe(
        'Share of the known time of this range in which the status was not unhealthy; null without any',
      ),
    intervals: z.array(interval).describe('The whole range up to now without holes, oldest first'),
    incidents: z.array(incident).describe('Those that share time with the range, oldest first'),
  })
  .meta({ id: 'Timeline' });
