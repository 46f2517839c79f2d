import { z } from 'zod';
import { FAILURE_KINDS } from '../../observations/failure-kind.ts';
import { timestampSchema } from '../timestamp.ts';

export const MOST_ITEMS = 1_000;
/** chosen: longer than any id, model or request id that there is. */
export const LONGEST_NAME = 256;
/** chosen: a call that lasts for a day is none. */
export const LONGEST_CALL_MS = 86_400_000;
/** chosen: no completion has more. */
export const MOST_TOKENS = 1_000_000_000;

const name = z.string().min(1).max(LONGEST_NAME);
const durationMs = z.number().min(0).max(LONGEST_CALL_MS);

const whole = z.object({
  target: name.describe('Id of the target: a provider (`openai`) or a model of it (`openai/gpt-5-mini`)'),
  ok: z.boolean(),
  at: timestampSchema
    .nullish()
    .describe('When the outcome was known; now, where it is left out. At most 15 minutes ago'),
  failure: z
    .enum(FAILURE_KINDS)
    .nullish()
    .describe('May be left out where `http_status` or `error` tells it'),
  http_status: z.int().min(100).max(599).nullish(),
  error: z
    .union([z.string(), z.record(z.string(), z.unknown()), z.array(z.unknown())])
    .nullish()
    .describe("The vendor's error body, or a code such as `ECONNRESET`; read for the kind and not kept"),
  latency_ms: durationMs.nullish().describe('From the request to the last byte'),
  ttft_ms: durationMs.nullish().describe('To the first token of a streamed answer'),
  output_tokens: z.int().min(0).max(MOST_TOKENS).nullish(),
  model: name.nullish(),
  request_id: name.nullish().describe("The vendor's own id of the request"),
  retry_after_ms: durationMs.nullish().describe('How long the vendor asked to wait'),
});

/** The outcome of one call. Other fields are ignored. */
export const reportSchema = whole
  .refine(({ ok, failure }) => !ok || failure === undefined || failure === null, {
    path: ['failure'],
    message: 'null where ok is true',
  })
  .refine(({ ok, http_status: status }) => !ok || status === undefined || status === null || status < 400, {
    path: ['http_status'],
    message: '< 400 where ok is true',
  })
  .meta({ id: 'Report', description: 'The outcome of one call to a provider' });

/** One, a list, or a list in `items`; for the API's description, since items are judged one by one. */
export const reportsSchema = z
  .union([
    z.object({ items: z.array(reportSchema).min(1).max(MOST_ITEMS) }),
    z.array(reportSchema).min(1).max(MOST_ITEMS),
    reportSchema,
  ])
  .meta({ id: 'Reports' });

export const reportsAnswerSchema = z
  .object({
    accepted: z.int().describe('How many were taken in'),
    rejected: z.array(
      z.object({
        index: z.int().describe('Position in what was sent'),
        field: z.string(),
        rule: z.string().describe('What must hold'),
        value: z.unknown().describe('What was sent, capped; null where nothing was'),
      }),
    ),
  })
  .meta({ id: 'ReportsAnswer' });

export type ReportsAnswer = z.infer<typeof reportsAnswerSchema>;
