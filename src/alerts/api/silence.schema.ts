import { z } from 'zod';
import { timestampSchema } from '../../health/report/timestamp.schema.ts';
import { isTimeZone } from '../../settings/alert-routes.schema.ts';
import { MATCHED_NAMES } from '../suppression/matching.ts';
import { LONGEST_PATTERN, Pattern, PatternError } from '../suppression/pattern.ts';

const DAY_SECONDS = 86_400;

const matcherSchema = z
  .strictObject({
    name: z.enum(MATCHED_NAMES),
    value: z.string().max(500),
    is_regex: z
      .boolean()
      .default(false)
      .describe(`A pattern for the whole text, of at most ${LONGEST_PATTERN} characters; no look-around`),
    is_equal: z.boolean().default(true).describe('False matches what does not'),
  })
  .superRefine(({ value, is_regex: isRegex }, context) => {
    const rule = isRegex ? patternRule(value) : null;
    if (rule !== null) context.addIssue({ code: 'custom', path: ['value'], message: rule });
  });

/** What the pattern breaks; null where it is one. */
function patternRule(source: string): string | null {
  try {
    return new Pattern(source) instanceof Pattern ? null : source;
  } catch (error) {
    if (error instanceof PatternError) return error.message;
    throw error;
  }
}

const scheduleSchema = z.strictObject({
  weekdays: z
    .array(z.int().min(1).max(7))
    .max(7)
    .default([])
    .describe('1 Monday to 7 Sunday, on which it begins; none means every day'),
  starts_at: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'a local time HH:MM' })
    .describe('On the wall of its time zone'),
  duration_seconds: z
    .int()
    .min(60)
    .max(7 * DAY_SECONDS)
    .describe('Real time, whatever the clock does meanwhile'),
  time_zone: z.string().refine(isTimeZone, { error: 'an IANA time zone' }).default('UTC'),
});

export const silenceBody = z
  .strictObject({
    matchers: z.array(matcherSchema).min(1).max(50).describe('All must match'),
    from: z.iso.datetime({ offset: true }).optional().describe('Now unless given'),
    until: z.iso.datetime({ offset: true }).optional(),
    duration_seconds: z
      .int()
      .min(1)
      .max(3_660 * DAY_SECONDS)
      .optional()
      .describe('Instead of until'),
    by: z.string().trim().min(1).max(200),
    comment: z.string().max(2_000).default(''),
    schedule: scheduleSchema.optional().describe('Makes it a maintenance window that comes again'),
  })
  .refine((body) => body.until === undefined || body.duration_seconds === undefined, {
    path: ['until'],
    message: 'not together with duration_seconds',
  })
  .refine((body) => body.schedule ?? body.until ?? body.duration_seconds, {
    path: ['until'],
    message: 'needed, or duration_seconds; only a schedule goes on',
  });

export type SilenceBody = z.output<typeof silenceBody>;

export const silencesQuery = z.strictObject({
  state: z.enum(['pending', 'active', 'expired', 'all']).default('all'),
});

export const silenceSchema = z
  .object({
    id: z.string(),
    state: z.enum(['pending', 'active', 'expired']),
    matchers: z.array(
      z.object({ name: z.string(), value: z.string(), is_regex: z.boolean(), is_equal: z.boolean() }),
    ),
    from: timestampSchema,
    until: timestampSchema.nullable().describe('Null for a schedule that goes on'),
    by: z.string(),
    comment: z.string(),
    schedule: scheduleSchema.nullable(),
    occurrence: z
      .object({ from: timestampSchema, to: timestampSchema })
      .nullable()
      .describe('Of a schedule: the window that is open, or the next'),
    created_at: timestampSchema,
    updated_at: timestampSchema,
  })
  .meta({ id: 'Silence' });

export type SilenceView = z.output<typeof silenceSchema>;

export const silenceListSchema = z
  .object({ items: z.array(silenceSchema).describe('Newest first; ended ones for five days') })
  .meta({ id: 'SilenceList' });
