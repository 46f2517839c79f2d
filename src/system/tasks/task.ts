import type { EpochMs } from '../../clock/clock.ts';

export const TASK_KINDS = ['health_check'] as const;
export type TaskKind = (typeof TASK_KINDS)[number];

export const TASK_PRIORITIES = ['high', 'normal', 'low'] as const;
export type TaskPriority = (typeof TASK_PRIORITIES)[number];

/** A task that failed for good says why; one that is tried again is queued meanwhile. */
export type TaskState = 'queued' | 'running' | 'completed' | 'failed';

export interface Task {
  readonly id: string;
  readonly kind: TaskKind;
  readonly priority: TaskPriority;
  readonly state: TaskState;
  /** Begun so far. */
  readonly attempts: number;
  readonly enqueuedAt: EpochMs;
  readonly startedAt: EpochMs | null;
  readonly finishedAt: EpochMs | null;
  /** JSON; null until it is completed. */
  readonly result: unknown;
  /** Why the last attempt failed; null when none did. */
  readonly error: string | null;
}

export interface TaskRequest {
  readonly kind: TaskKind;
  readonly priority: TaskPriority;
  /** The same key gives the same task for as long as that is kept; null makes a new one. */
  readonly idempotencyKey: string | null;
}
