import { z } from 'zod';
import { timestampSchema } from '../../health/report/timestamp.schema.ts';
import type { NotificationReason } from '../notification.ts';
import { deliveryCursorQuery } from '../store/cursor.ts';

const STATES = ['pending', 'delivered', 'dead', 'collapsed'] as const;
const REASONS = [
  'first',
  'new_alerts',
  'some_resolved',
  'all_resolved',
  'fired_and_resolved',
  'reminder',
  'escalation',
  'severity_changed',
  'acknowledged',
  'acknowledgement_expired',
  'suppression_ended',
  'flapping',
  'digest',
  'failover',
  'test',
] as const satisfies readonly NotificationReason[];

const MOST_ITEMS = 1_000;
const DEFAULT_ITEMS = 100;

export const notificationsQuery = z.strictObject({
  state: z
    .enum([...STATES, 'all'])
    .default('all')
    .describe('Which are meant'),
  channel: z.string().min(1).max(512).optional().describe('Id of a channel; all of them unless given'),
  limit: z.coerce.number().int().min(1).max(MOST_ITEMS).default(DEFAULT_ITEMS).describe('Items of a page'),
  cursor: deliveryCursorQuery.optional(),
});

export const messageIdParam = z.string().min(1).max(128);

const nullableTimestamp = timestampSchema.nullable();

export const notificationSchema = z
  .object({
    id: z.string().describe('What a receiver tells repetitions by'),
    channel: z.string(),
    state: z.enum(STATES),
    reason: z.enum(REASONS).describe('Why it goes out'),
    attempts: z.int().min(0),
    last_error: z.string().nullable(),
    last_attempt_at: nullableTimestamp,
    next_attempt_at: nullableTimestamp,
    delivered_at: nullableTimestamp,
    created_at: timestampSchema,
    group_key: z.string(),
    alerts: z
      .array(
        z.object({
          id: z.string(),
          fingerprint: z.string(),
          title: z.string(),
          state: z.enum(['pending', 'firing', 'resolved']).describe('As the message tells it'),
        }),
      )
      .describe('What it tells of'),
    followed_by: z
      .string()
      .nullable()
      .describe('Id of the message that took its place, or went to a second channel'),
  })
  .meta({ id: 'Notification' });

export const notificationsSchema = z
  .object({
    items: z.array(notificationSchema).describe('Newest first'),
    next_cursor: z.string().nullable().describe('For the next page; null at the end'),
  })
  .meta({ id: 'Notifications' });

export const retrySchema = z
  .object({ id: z.string(), status: z.literal('retrying') })
  .meta({ id: 'NotificationRetry' });
