import { z } from 'zod';
import { boolean, number, section, text, wholeNumber } from './scalars.schema.ts';
import type { TaskSettings } from './task-settings.ts';

const CRON_RULE = 'must be a cron expression of five or six fields, or empty';

/** Least and most of the fields, the seconds first; names of months and weekdays are left to the scheduler. */
const CRON_RANGES = [
  [0, 59],
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
] as const;
const CRON_PART = /^(\*|[a-z]{3}(-[a-z]{3})?|\d+(-\d+)?)(\/[1-9]\d*)?$/i;

function isCron(expression: string): boolean {
  const fields = expression.trim().split(/\s+/);
  if (fields.length !== 5 && fields.length !== 6) return false;
  const ranges = CRON_RANGES.slice(-fields.length);
  return fields.every((field, i) => field.split(',').every((part) => isCronPart(part, ranges[i]!)));
}

function isCronPart(part: string, [least, most]: readonly [number, number]): boolean {
  if (!CRON_PART.test(part)) return false;
  const [span = ''] = part.split('/');
  const ends = span.split('-').filter((end) => /^\d+$/.test(end));
  return ends.every((end) => Number(end) >= least && Number(end) <= most);
}

const schedule = z
  .string({ error: CRON_RULE })
  .refine((value) => value.trim() === '' || isCron(value), { error: CRON_RULE })
  .transform((value) => (value.trim() === '' ? null : value.trim()));

export const taskSchema = section({
  max_waiting: wholeNumber(1, 10_000).describe('Tasks that may wait. Default 100.').default(100),
  result_ttl_seconds: wholeNumber(60, 2_592_000)
    .describe('How long the result of a task can be asked for, seconds. Default 3600.')
    .default(3_600),
  timeout_seconds: number(1, 3_600).describe('Deadline of one attempt, seconds. Default 30.').default(30),
  attempts: wholeNumber(1, 10).describe('Attempts in all. Default 3.').default(3),
  concurrency: wholeNumber(1, 32).describe('Tasks that one process works on at once. Default 1.').default(1),
  work_here: boolean()
    .describe('Whether the server works on tasks itself where they wait in Redis. Default true.')
    .default(true),
  redis_prefix: text()
    .describe('Sets the tasks of several installations in one Redis apart. Default bellwether.')
    .default('bellwether'),
  host_check_schedule: schedule
    .describe(
      'When the host is checked without being asked: cron, UTC; empty never. Default every 5 minutes.',
    )
    .default('*/5 * * * *'),
  host_check_retention: wholeNumber(10, 1_000_000)
    .describe('Host checks that are kept. Default 5000.')
    .default(5_000),
}).transform((raw): TaskSettings => ({
  maxWaiting: raw.max_waiting,
  resultTtlMs: raw.result_ttl_seconds * 1_000,
  timeoutMs: raw.timeout_seconds * 1_000,
  attempts: raw.attempts,
  concurrency: raw.concurrency,
  workHere: raw.work_here,
  redisPrefix: raw.redis_prefix,
  hostCheckSchedule: raw.host_check_schedule,
  hostCheckRetention: raw.host_check_retention,
}));
