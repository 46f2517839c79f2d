import { z } from 'zod';
import {
  blameSchema,
  providerSchema,
  statusSchema,
  timestampSchema,
} from '../../health/report/integration.schema.ts';
import { FAILURE_KINDS, type FailureKind } from '../../observations/failure-kind.ts';
import type { OutcomeFilter } from '../history-store.ts';
import { RESOLUTIONS } from '../resolution.ts';
import { rangeQuery, targetQuery } from './query-range.ts';

export const MOST_ITEMS = 1_000;
export const DEFAULT_ITEMS = 100;
const OUTCOMES: readonly OutcomeFilter[] = ['any', 'ok', 'failed', ...FAILURE_KINDS];
export const FORMATS = ['json', 'csv', 'ndjson'] as const;
export type HistoryFormat = (typeof FORMATS)[number];

export const historyQuery = z.strictObject({
  target: targetQuery.optional().describe('Id of a target; without it raw records of all targets'),
  ...rangeQuery,
  resolution: z
    .enum(['raw', ...RESOLUTIONS])
    .default('raw')
    .describe('Single observations, or roll-ups of that length'),
  outcome: z.enum(OUTCOMES).default('any').describe('Of raw records: which are meant'),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(MOST_ITEMS)
    .optional()
    .describe(`Items of a page, ${DEFAULT_ITEMS} unless given; an export without it has all of the range`),
  cursor: z.string().max(500).optional().describe('`next_cursor` of the page before, with the same query'),
  format: z.enum(FORMATS).default('json').describe('A page as JSON, or an export that streams'),
});

const count = z.int().min(0);
const failure = z.enum(FAILURE_KINDS as [FailureKind, ...FailureKind[]]);
const milliseconds = z.number().min(0).nullable();

const recordSchema = z
  .object({
    at: timestampSchema.describe('When its outcome was known'),
    target: z.string(),
    source: z.enum(['probe', 'traffic', 'guard', 'trace']),
    depth: z.enum(['reach', 'auth', 'generate', 'traffic', 'guard', 'trace']),
    ok: z.boolean(),
    failure: failure.nullable(),
    blame: blameSchema,
    http_status: count.nullable(),
    latency_ms: milliseconds,
    ttft_ms: milliseconds.describe('Time to the first token of a streamed call'),
    request_id: z.string().nullable().describe('Of the provider'),
    status: statusSchema.describe('Of the target, once this was assessed'),
  })
  .meta({ id: 'HistoryRecord' });

const { windows, call_windows } = providerSchema.shape;

const rollupSchema = z
  .object({
    from: timestampSchema,
    to: timestampSchema.describe('Exclusive; lies ahead while it is still counted'),
    target: z.string(),
    checks: windows.shape['1m'].describe('Of `reach` and `auth` probes'),
    calls: call_windows.shape['1m'].describe('Of `generate` probes and real calls'),
    uptime_percent: z
      .number()
      .min(0)
      .max(100)
      .nullable()
      .describe('Share of its known time in which the status was not unhealthy; null without any'),
  })
  .meta({ id: 'HistoryRollup' });

export const historyPageSchema = z
  .object({
    items: z
      .union([z.array(recordSchema), z.array(rollupSchema)])
      .describe('Newest first. Of real calls only some failures are kept as records; roll-ups count all'),
    next_cursor: z.string().nullable().describe('For the next page; null at the end'),
  })
  .meta({ id: 'HistoryPage' });
