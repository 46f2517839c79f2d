import { z } from 'zod';

const MOST_ITEMS = 1_000;
const DEFAULT_ITEMS = 100;

export const auditQuery = z.strictObject({
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(MOST_ITEMS)
    .default(DEFAULT_ITEMS)
    .describe(`Items of a page, ${DEFAULT_ITEMS} unless given`),
  cursor: z
    .string()
    .regex(/^[0-9a-z]{1,32}$/, { error: 'next_cursor of the page before' })
    .optional()
    .describe('`next_cursor` of the page before'),
});

const entrySchema = z
  .object({
    at: z.iso.datetime({ precision: 3 }).describe('When it was asked for; ISO 8601 UTC with milliseconds'),
    caller: z.string().describe('Name of the token; loopback or anonymous where there are none'),
    address: z.string().nullable(),
    method: z.string(),
    path: z.string().describe('Without its query'),
    target: z.string().nullable().describe('The id in the path'),
    status: z.int().nullable().describe('What was answered; null where the caller went away before'),
    reason: z.string().nullable().describe('reason, comment or note of the body, capped'),
  })
  .meta({ id: 'AuditEntry' });

export const auditSchema = z
  .object({
    items: z.array(entrySchema).describe('Newest first'),
    next_cursor: z.string().nullable().describe('For the next page; null at the end'),
  })
  .meta({ id: 'AuditPage' });
