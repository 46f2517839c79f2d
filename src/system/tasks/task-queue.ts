import type { Task, TaskKind, TaskRequest } from './task.ts';

/** By this name other programs find it in Redis. */
export const QUEUE_NAME = 'maintenance_tasks';

export interface TaskQueueOptions {
  /** Tasks that may wait [100]; 1 to 10,000. */
  readonly maxWaiting: number;
  /** How long an ended task can still be asked for, milliseconds [3,600,000]. */
  readonly resultTtlMs: number;
  /** Deadline of one attempt, milliseconds [30,000]. */
  readonly timeoutMs: number;
  /** Attempts in all [3]; 1 to 10. */
  readonly attempts: number;
  /** Wait before the second attempt, doubled before each further one, milliseconds [1000]. */
  readonly backoffMs: number;
  /** Tasks that one worker runs at once [1]. */
  readonly concurrency: number;
}

export interface QueueStanding {
  readonly waiting: number;
  readonly running: number;
  /** Workers that would take a task; null where the queue cannot tell. */
  readonly workers: number | null;
}

/** Does the work of a task. Its result must be JSON; what it rejects with fails the attempt. */
export type TaskRunner = (kind: TaskKind, signal: AbortSignal) => Promise<unknown>;

export type TaskListener = (task: Task) => void;

/** Where tasks wait for a worker, and their results for whoever asks. */
export abstract class TaskQueue {
  abstract readonly engine: 'memory' | 'bullmq';

  /**
   * @throws {QueueFullError} when too many wait already
   * @throws {QueueUnreachableError} when the queue's server does not answer
   */
  abstract enqueue(request: TaskRequest): Promise<Task>;

  /** Null when there never was one, or its time is over. @throws {QueueUnreachableError} */
  abstract find(id: string): Promise<Task | null>;

  /** @throws {QueueUnreachableError} */
  abstract describe(): Promise<QueueStanding>;

  /** Hears of each task that ended, whoever ran it; at least once. @returns ends the subscription */
  abstract onEnded(listener: TaskListener): () => void;

  /** Takes nothing more, and lets what runs come to its end within the deadline. */
  abstract close(): Promise<void>;
}

/** As many tasks wait as may: try again later. */
export class QueueFullError extends Error {
  readonly code = 'QUEUE_FULL';
  readonly retryAfterSeconds: number;

  constructor(maxWaiting: number, retryAfterSeconds: number) {
    super(`${maxWaiting} tasks are waiting, as many as may`);
    this.name = 'QueueFullError';
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** The server behind the queue does not answer. */
export class QueueUnreachableError extends Error {
  readonly code = 'QUEUE_UNREACHABLE';

  constructor(options?: ErrorOptions) {
    super('the task queue does not answer', options);
    this.name = 'QueueUnreachableError';
  }
}
