import type { TaskQueueOptions } from '../../src/system/tasks/task-queue.ts';

/** Short waits; a hundred places. */
export const QUICK: TaskQueueOptions = {
  maxWaiting: 100,
  resultTtlMs: 60_000,
  timeoutMs: 2_000,
  attempts: 3,
  backoffMs: 10,
  concurrency: 1,
};
