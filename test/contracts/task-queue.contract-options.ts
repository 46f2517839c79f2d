import type { TaskQueueOptions } from '../../src/system/tasks/task-queue.ts';

/** Short waits; a hundred places; time enough for a busy machine. */
export const QUICK: TaskQueueOptions = {
  maxWaiting: 100,
  resultTtlMs: 60_000,
  timeoutMs: 20_000,
  attempts: 3,
  backoffMs: 10,
  concurrency: 1,
};
