import { z } from 'zod';
import { blameSchema, statusSchema } from '../../health/report/integration.schema.ts';
import { timestampSchema } from '../../health/report/timestamp.schema.ts';
import { SEVERITIES } from '../../settings/alert-rules.schema.ts';
import { alertCursorQuery } from '../store/cursor.ts';

const MOST_ITEMS = 1_000;
const DEFAULT_ITEMS = 100;
/** A year: who wants longer wants it until the end, and gives none. */
const LONGEST_SECONDS = 366 * 86_400;

export const alertsQuery = z.strictObject({
  state: z
    .enum(['firing', 'resolved', 'all'])
    .default('firing')
    .describe('`all` has the pending ones too, whose condition has not lasted long enough to be told'),
  severity: z.enum(SEVERITIES).optional(),
  target: z.string().min(1).max(512).optional().describe('Id of a target'),
  limit: z.coerce.number().int().min(1).max(MOST_ITEMS).default(DEFAULT_ITEMS).describe('Items of a page'),
  cursor: alertCursorQuery.optional().describe('`next_cursor` of the page before, with the same query'),
});

export type AlertsQuery = z.output<typeof alertsQuery>;

export const acknowledgeBody = z
  .strictObject({
    by: z.string().trim().min(1).max(200).describe('Who has it in hand'),
    note: z.string().max(2_000).nullish().describe('For those who look at it later'),
    sticky: z
      .boolean()
      .default(false)
      .describe('Holds until the alert ends; else it ends when its severity or cause changes'),
    expires_in_seconds: z.int().min(1).max(LONGEST_SECONDS).optional().describe('Then it is told again'),
    expires_at: z.iso.datetime({ offset: true }).optional().describe('Instead of expires_in_seconds'),
  })
  .refine((body) => body.expires_in_seconds === undefined || body.expires_at === undefined, {
    path: ['expires_at'],
    message: 'not together with expires_in_seconds',
  });

export type AcknowledgeBody = z.output<typeof acknowledgeBody>;

const nullableTimestamp = timestampSchema.nullable();

const evidenceSchema = z.object({
  at: timestampSchema,
  message: z.string(),
  code: z.string().nullable(),
  http_status: z.int().nullable(),
  request_id: z.string().nullable().describe("The provider's own, for its support"),
});

const acknowledgedSchema = z.object({
  by: z.string(),
  note: z.string().nullable(),
  at: timestampSchema,
  expires_at: nullableTimestamp,
  sticky: z.boolean(),
});

const notificationSchema = z.object({
  id: z.string().describe('Of the message, in /health/integration/notifications'),
  channel: z.string(),
  reason: z.string().describe('Why it went out'),
  state: z.enum(['pending', 'delivered', 'dead', 'collapsed']),
  attempts: z.int().min(0),
  last_error: z.string().nullable(),
  next_attempt_at: nullableTimestamp,
  delivered_at: nullableTimestamp,
});

export const alertSchema = z
  .object({
    id: z.string(),
    fingerprint: z
      .string()
      .describe('Of rule, target and instance: the same for every life of the condition'),
    rule: z.string(),
    severity: z.enum(SEVERITIES),
    target: z.string().nullable().describe('Null for what concerns the whole, or this process'),
    instance: z.string().describe('Which of several findings of one rule; mostly empty'),
    title: z.string(),
    summary: z.string(),
    blame: blameSchema,
    status: statusSchema.nullable().describe("The target's, when it was last looked at"),
    tags: z.array(z.string()),
    state: z.enum(['pending', 'firing', 'resolved']),
    since: timestampSchema,
    fired_at: nullableTimestamp,
    resolved_at: nullableTimestamp,
    updated_at: timestampSchema,
    duration_seconds: z.number().min(0),
    evidence: z.array(evidenceSchema).describe('Newest first'),
    advice: z.object({ using: z.array(z.string()) }).describe('What is used meanwhile'),
    links: z.object({ page: z.string(), acknowledge: z.string() }),
    acknowledged: acknowledgedSchema.nullable(),
    silenced_by: z.array(z.string()).describe('Ids of silences and maintenance windows'),
    inhibited_by: z.array(z.string()).describe('Ids of alerts that explain it'),
    suppressions: z
      .array(
        z.object({
          code: z.string(),
          message: z.string(),
          by: z.string().nullable(),
          until: nullableTimestamp,
        }),
      )
      .describe('What keeps it from being told, the first decides'),
    notifications: z
      .array(notificationSchema)
      .nullable()
      .describe('Oldest first; null while they cannot be read'),
    notification_reason: z.string().nullable().describe('Why it was told last; null when it never was'),
    not_notified_because: z.string().nullable().describe('Null once somebody was told'),
  })
  .meta({ id: 'Alert' });

export type AlertBody = z.output<typeof alertSchema>;

export const alertListSchema = z
  .object({
    items: z.array(alertSchema).describe('Newest first'),
    next_cursor: z.string().nullable().describe('For the next page; null at the end'),
  })
  .meta({ id: 'AlertList' });
