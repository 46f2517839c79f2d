import PQueue from 'p-queue';
import type { Clock } from '../../clock/clock.ts';
import type { Task, TaskPriority, TaskRequest } from './task.ts';
import { attempt, messageOf } from './task-attempt.ts';
import { taskIdOf } from './task-id.ts';
import {
  QueueFullError,
  type QueueStanding,
  type TaskListener,
  TaskQueue,
  type TaskQueueOptions,
  type TaskRunner,
} from './task-queue.ts';

/** chosen: so many results are kept at most, whatever their age. */
const MOST_ENDED = 1_000;

const RANK: Readonly<Record<TaskPriority, number>> = { high: 2, normal: 1, low: 0 };

export interface MemoryQueueParts {
  readonly runner: TaskRunner;
  readonly clock: Clock;
  /** Waits before an attempt is repeated; rejects when the signal ends. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

/** Tasks of this process, run by this process and gone with it. */
export class MemoryTaskQueue extends TaskQueue {
  readonly engine = 'memory';
  readonly #parts: MemoryQueueParts;
  readonly #options: TaskQueueOptions;
  readonly #queue: PQueue;
  readonly #tasks = new Map<string, Task>();
  readonly #listeners = new Set<TaskListener>();
  readonly #stop = new AbortController();

  constructor(parts: MemoryQueueParts, options: TaskQueueOptions) {
    super();
    this.#parts = parts;
    this.#options = options;
    this.#queue = new PQueue({ concurrency: options.concurrency });
  }

  async enqueue({ kind, priority, idempotencyKey }: TaskRequest): Promise<Task> {
    this.#forget();
    const id = taskIdOf(idempotencyKey);
    const known = this.#tasks.get(id);
    if (known !== undefined) return known;
    const { maxWaiting } = this.#options;
    if (this.#stop.signal.aborted || this.#queue.size >= maxWaiting) {
      throw new QueueFullError(maxWaiting, this.#retryAfterSeconds());
    }
    const task: Task = {
      id,
      kind,
      priority,
      state: 'queued',
      attempts: 0,
      enqueuedAt: this.#parts.clock.now(),
      startedAt: null,
      finishedAt: null,
      result: null,
      error: null,
    };
    this.#tasks.set(id, task);
    void this.#queue.add(() => this.#run(id), { priority: RANK[priority] });
    // Its run begins at once where nothing else is running, and who asks for it hears that later.
    return task;
  }

  async find(id: string): Promise<Task | null> {
    this.#forget();
    return this.#tasks.get(id) ?? null;
  }

  async describe(): Promise<QueueStanding> {
    return { waiting: this.#queue.size, running: this.#queue.pending, workers: 1 };
  }

  onEnded(listener: TaskListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#stop.abort(new Error('Bellwether stopped before the task was done'));
    await this.#queue.onIdle();
  }

  async #run(id: string): Promise<void> {
    this.#change(id, { startedAt: this.#parts.clock.now() });
    const outcome = await this.#try(id);
    this.#change(id, { ...outcome, finishedAt: this.#parts.clock.now() });
    for (const listener of this.#listeners) listener(this.#tasks.get(id)!);
  }

  async #try(id: string): Promise<Pick<Task, 'state' | 'result' | 'error'>> {
    const { runner, wait } = this.#parts;
    const { timeoutMs, attempts, backoffMs } = this.#options;
    const { signal } = this.#stop;
    const { kind } = this.#tasks.get(id)!;
    for (let count = 1; ; count++) {
      this.#change(id, { state: 'running', attempts: count });
      try {
        const result = await attempt(runner, kind, timeoutMs, signal);
        return { state: 'completed', result, error: null };
      } catch (error) {
        const failure = { state: 'failed', result: null, error: messageOf(error) } as const;
        if (count >= attempts || signal.aborted) return failure;
        this.#change(id, { state: 'queued', error: failure.error });
      }
      // A stop ends the wait, and the next attempt with it.
      await wait(backoffMs * 2 ** (count - 1), signal).catch(() => undefined);
    }
  }

  #change(id: string, change: Partial<Task>): void {
    this.#tasks.set(id, { ...this.#tasks.get(id)!, ...change });
  }

  /** In the order of their making, and so nearly of their end. */
  #forget(): void {
    const endedBefore = this.#parts.clock.now() - this.#options.resultTtlMs;
    const ended = [...this.#tasks.values()].filter(({ finishedAt }) => finishedAt !== null);
    const tooMany = ended.length - MOST_ENDED;
    for (const [i, { id, finishedAt }] of ended.entries()) {
      if (i < tooMany || finishedAt! <= endedBefore) this.#tasks.delete(id);
    }
  }

  /** chosen: as long as one attempt may take, in which at least one place becomes free. */
  #retryAfterSeconds(): number {
    return Math.ceil(this.#options.timeoutMs / 1_000);
  }
}
