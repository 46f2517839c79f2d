import { setTimeout as wait } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Clock } from '../../clock/clock.ts';
import type { Settings } from '../../settings/settings.ts';
import type { TaskSettings } from '../../settings/task-settings.ts';
import { MemoryTaskQueue } from './memory.queue.ts';
import type { TaskQueue, TaskQueueOptions, TaskRunner } from './task-queue.ts';

/** chosen: what failed for want of something short has it again after a second. */
const BACKOFF_MS = 1_000;

export function optionsOf(tasks: TaskSettings): TaskQueueOptions {
  return { ...tasks, backoffMs: BACKOFF_MS };
}

/** In Redis where there is one, else in this process. */
export async function createTaskQueue(
  { redisUrl, tasks }: Settings,
  runner: TaskRunner,
  clock: Clock,
): Promise<TaskQueue> {
  if (redisUrl === null) {
    const pause = (ms: number, signal: AbortSignal) => wait(ms, undefined, { signal });
    return new MemoryTaskQueue({ runner, clock, wait: pause }, optionsOf(tasks));
  }
  const { BullTaskQueue } = await import('./bullmq.queue.ts');
  const log = new Logger('tasks');
  return new BullTaskQueue({ redisUrl: redisUrl.reveal(), prefix: tasks.redisPrefix, log }, optionsOf(tasks));
}

/** Something that works on tasks until it is closed. */
export interface RunningWorker {
  close(withinMs: number): Promise<void>;
}

/** Works on the tasks in Redis; null where there is none, for a queue in this process works by itself. */
export async function createTaskWorker(
  { redisUrl, tasks }: Settings,
  runner: TaskRunner,
): Promise<RunningWorker | null> {
  if (redisUrl === null) return null;
  const { BullTaskWorker } = await import('./bullmq.worker.ts');
  const place = { redisUrl: redisUrl.reveal(), prefix: tasks.redisPrefix, log: new Logger('tasks') };
  return new BullTaskWorker(place, runner, optionsOf(tasks));
}
