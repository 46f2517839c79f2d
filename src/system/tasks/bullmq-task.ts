import type { Job, JobState } from 'bullmq';
import type { Task, TaskKind, TaskPriority, TaskState } from './task.ts';

/** BullMQ's own numbers: 1 comes first. */
export const BULL_PRIORITY: Readonly<Record<TaskPriority, number>> = { high: 1, normal: 2, low: 3 };

const STATES: Readonly<Record<JobState | 'unknown', TaskState>> = {
  waiting: 'queued',
  prioritized: 'queued',
  delayed: 'queued',
  'waiting-children': 'queued',
  unknown: 'queued',
  active: 'running',
  completed: 'completed',
  failed: 'failed',
};

export function taskOf(job: Job, state: JobState | 'unknown'): Task {
  const priority = Object.entries(BULL_PRIORITY).find(([, rank]) => rank === job.opts.priority);
  return {
    id: job.id!,
    kind: job.name as TaskKind,
    priority: (priority?.[0] ?? 'normal') as TaskPriority,
    state: STATES[state],
    attempts: job.attemptsStarted,
    enqueuedAt: job.timestamp,
    startedAt: job.processedOn ?? null,
    finishedAt: job.finishedOn ?? null,
    result: state === 'completed' ? (job.returnvalue as unknown) : null,
    error: job.failedReason ?? null,
  };
}
