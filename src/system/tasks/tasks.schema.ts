import { z } from 'zod';
import { hostReportSchema } from '../host/host-report.view.ts';
import { type Task, TASK_PRIORITIES } from './task.ts';

export const enqueueBody = z
  .strictObject({
    priority: z.enum(TASK_PRIORITIES).default('normal').describe('Which of those that wait come first'),
  })
  .nullish();

export const enqueuedSchema = z
  .object({ task_id: z.string(), status: z.enum(['queued', 'running', 'completed', 'failed']) })
  .meta({ id: 'EnqueuedTask' });

export const taskSchema = z
  .object({
    task_id: z.string(),
    kind: z.string(),
    status: z.enum(['queued', 'running', 'completed', 'failed']),
    priority: z.enum(TASK_PRIORITIES),
    attempts: z.int().describe('Begun so far'),
    enqueued_at: z.iso.datetime(),
    started_at: z.iso.datetime().nullable(),
    finished_at: z.iso.datetime().nullable(),
    result: hostReportSchema.nullable(),
    error: z.string().nullable().describe('Why the last attempt failed'),
  })
  .meta({ id: 'Task' });

const MOST_ENTRIES = 1_000;

export const hostChecksQuery = z.strictObject({
  from: z.iso.datetime({ offset: true }).optional().describe('From then on; default: a day ago'),
  to: z.iso.datetime({ offset: true }).optional().describe('Before then; default: now'),
  limit: z.coerce.number().int().min(1).max(MOST_ENTRIES).default(100),
});

export const hostChecksSchema = z
  .object({ items: z.array(hostReportSchema.extend({ task_id: z.string() })) })
  .meta({ id: 'HostChecks' });

export function taskView(task: Task): z.input<typeof taskSchema> {
  return {
    task_id: task.id,
    kind: task.kind,
    status: task.state,
    priority: task.priority,
    attempts: task.attempts,
    enqueued_at: iso(task.enqueuedAt),
    started_at: task.startedAt === null ? null : iso(task.startedAt),
    finished_at: task.finishedAt === null ? null : iso(task.finishedAt),
    result: task.result as z.input<typeof hostReportSchema> | null,
    error: task.error,
  };
}

function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
