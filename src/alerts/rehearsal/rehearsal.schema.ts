import { z } from 'zod';
import { FAILURE_KINDS, type FailureKind } from '../../observations/failure-kind.ts';
import { MATCHED_NAMES } from '../suppression/matching.ts';
import { millisecondsOf } from './span.ts';

/** A point in time as people write it: `40s`, `1m30s`, `1h`. */
const span = z
  .string({ error: 'a time such as 40s, 1m30s or 1h' })
  .refine((text) => isSpan(text), { error: 'a time such as 40s, 1m30s or 1h' })
  .transform((text) => millisecondsOf(text));

function isSpan(text: string): boolean {
  try {
    return millisecondsOf(text) >= 0;
  } catch {
    // It says itself that it is none.
    return false;
  }
}

const failure = z.enum(FAILURE_KINDS as [FailureKind, ...FailureKind[]]);
const share = z.number().gt(0).max(1);
const target = z.string().min(1);

const trafficSchema = z.strictObject({
  per_second: z.number().gt(0).max(1_000),
  fails: failure.optional(),
  share: share.default(1),
  latency_ms: z.number().min(0).default(400),
});

/** What happens at a moment; one thing each. */
const stepSchema = z.strictObject({
  at: span,
  target: target.optional(),
  fails: failure.optional(),
  share: share.default(1),
  answers_in_ms: z.number().min(0).optional(),
  heals: z.literal(true).optional(),
  traffic: trafficSchema.nullable().optional(),
  egress: z.enum(['ok', 'down']).optional(),
  silence: z
    .strictObject({
      id: z.string().min(1),
      matchers: z.partialRecord(z.enum(MATCHED_NAMES), z.string()),
      for: span.optional(),
    })
    .optional(),
  end_silence: z.string().optional(),
  acknowledge: z
    .strictObject({ rule: z.string(), target: z.string().nullable().default(null), for: span.optional() })
    .optional(),
  component: z
    .strictObject({
      name: z.string(),
      status: z.enum(['ok', 'warning', 'error']),
      message: z.string().default(''),
    })
    .optional(),
});

export type RehearsalStep = z.output<typeof stepSchema>;

const testSchema = z.strictObject({
  name: z.string().min(1),
  starts_at: z.iso
    .datetime({ offset: true })
    .default('2026-01-05T12:00:00Z')
    .describe('A Monday at noon unless given'),
  until: span,
  timeline: z.array(stepSchema).default([]),
  alerts: z
    .array(z.strictObject({ at: span, firing: z.array(z.string()) }))
    .default([])
    .describe('Exactly what is firing at a moment and not explained by another alert, as rule:target'),
  notifications: z
    .array(z.string())
    .default([])
    .describe('All that is told, in any order: 64s oncall first +target_unhealthy:openai'),
});

export type RehearsalTest = z.output<typeof testSchema>;

export const rehearsalSchema = z
  .strictObject({
    settings: z.record(z.string(), z.unknown()).optional().describe('As in the settings file'),
    settings_file: z.string().optional().describe('Instead of settings; relative to this file'),
    tests: z.array(testSchema).min(1),
  })
  .refine((file) => (file.settings === undefined) !== (file.settings_file === undefined), {
    path: ['settings'],
    message: 'needed, or settings_file; not both',
  });

export type RehearsalFile = z.output<typeof rehearsalSchema>;
