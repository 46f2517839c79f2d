import { z } from 'zod';
import { timestampSchema } from '../../health/report/integration.schema.ts';
import { TREND_METRICS } from './metric-trends.ts';

export const trendsQuery = z.strictObject({
  target: z.string().min(1).optional().describe('Id of one target; all of them unless given'),
});

const count = z.int().min(0);
const verdict = z.enum(['improving', 'stable', 'degrading']).nullable();

const movingAverage = z
  .object({
    '5m': z.number().nullable(),
    '15m': z.number().nullable(),
    '60m': z.number().nullable(),
    weighted: z.number().nullable().describe('Exponentially weighted, half-life 15 minutes'),
  })
  .describe('Means of the five-minute values that make the curve; for the percentile of a span ask /history');

const baseline = z
  .object({
    median: z.number(),
    mad: z.number().describe('Median absolute deviation'),
    days: count,
    samples: count,
    deviation_percent: z
      .number()
      .nullable()
      .describe('How far the median of the last hour lies above the usual; null where the usual is 0'),
  })
  .describe('The same hour of the last seven days; null with fewer than three of them');

const metric = z.object({
  metric: z.enum(TREND_METRICS),
  set: z.enum(['checks', 'calls']),
  verdict: verdict.describe('Null while there are too few samples'),
  slope_per_hour: z
    .number()
    .nullable()
    .describe(
      'Theil–Sen over the last three hours; what is usual at these hours is taken out where it is known',
    ),
  slope_ci: z.tuple([z.number(), z.number()]).nullable().describe('95 % confidence interval of the slope'),
  p_value: z
    .number()
    .min(0)
    .max(1)
    .nullable()
    .describe('Mann–Kendall, two-sided, corrected for ties and autocorrelation'),
  samples: count.describe('Steps of five minutes that were observed, of the last 36'),
  moving_average: movingAverage,
  baseline: baseline.nullable(),
});

export const trendsSchema = z
  .object({
    items: z.array(
      z.object({
        target: z.string(),
        verdict: verdict.describe('The worst of the metrics; null while nothing can be said of any'),
        since: timestampSchema.nullable(),
        explanation: z.string(),
        metrics: z.array(metric),
      }),
    ),
  })
  .meta({ id: 'Trends' });
