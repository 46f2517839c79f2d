import { setTimeout as delay } from 'node:timers/promises';
import { type Job, Queue, QueueEvents } from 'bullmq';
import type { Redis } from 'ioredis';
import { BULL_PRIORITY, taskOf } from './bullmq-task.ts';
import { redisConnection, type RedisLog, whenReady } from './redis-connection.ts';
import type { Task, TaskRequest } from './task.ts';
import { taskIdOf } from './task-id.ts';
import {
  QUEUE_NAME,
  QueueFullError,
  type QueueStanding,
  QueueUnreachableError,
  type TaskListener,
  TaskQueue,
  type TaskQueueOptions,
} from './task-queue.ts';

/** chosen: a server that is there answers in a few milliseconds; a request must not hang with one that is not. */
const ANSWER_WITHIN_MS = 2_000;
const CLOSED_WITHIN_MS = 1_000;
/** Ended tasks that are told again after a start: nobody listened when they ended. */
const TOLD_AGAIN = 100;
/** chosen: so many ended jobs are kept at most, whatever their age. */
const MOST_ENDED = 1_000;
const MILLISECONDS_A_SECOND = 1_000;

export interface BullQueuePlace {
  readonly redisUrl: string;
  /** Sets the keys of several installations on one server apart [bull]. */
  readonly prefix: string;
  readonly log: RedisLog;
}

/** Tasks in Redis: any process may add them, and any worker run them. */
export class BullTaskQueue extends TaskQueue {
  readonly engine = 'bullmq';
  readonly #place: BullQueuePlace;
  readonly #options: TaskQueueOptions;
  readonly #connection: Redis;
  readonly #queue: Queue;
  readonly #listeners = new Set<TaskListener>();
  #events: { readonly connection: Redis; readonly queue: QueueEvents } | null = null;

  constructor(place: BullQueuePlace, options: TaskQueueOptions) {
    super();
    const { redisUrl, prefix, log } = place;
    this.#place = place;
    this.#options = options;
    this.#connection = redisConnection(redisUrl, log);
    this.#queue = new Queue(QUEUE_NAME, { connection: this.#connection, prefix });
    this.#queue.on('error', ignoreTwice);
  }

  async enqueue({ kind, priority, idempotencyKey }: TaskRequest): Promise<Task> {
    const { attempts, backoffMs, resultTtlMs, maxWaiting, timeoutMs } = this.#options;
    const jobId = taskIdOf(idempotencyKey);
    return this.#answered(async () => {
      const known = await this.#find(jobId);
      if (known !== null) return known;
      const { waiting } = await this.#describe();
      if (waiting >= maxWaiting) {
        throw new QueueFullError(maxWaiting, Math.ceil(timeoutMs / MILLISECONDS_A_SECOND));
      }
      const kept = { age: Math.ceil(resultTtlMs / MILLISECONDS_A_SECOND), count: MOST_ENDED };
      const job = await this.#queue.add(kind, null, {
        jobId,
        attempts,
        priority: BULL_PRIORITY[priority],
        backoff: { type: 'exponential', delay: backoffMs },
        removeOnComplete: kept,
        removeOnFail: kept,
      });
      return taskOf(job, 'waiting');
    });
  }

  find(id: string): Promise<Task | null> {
    return this.#answered(() => this.#find(id));
  }

  describe(): Promise<QueueStanding> {
    return this.#answered(() => this.#describe());
  }

  onEnded(listener: TaskListener): () => void {
    this.#listeners.add(listener);
    this.#listen();
    return () => void this.#listeners.delete(listener);
  }

  /** Within a second, also where a connection is just coming back and its library waits for it. */
  async close(): Promise<void> {
    const closing = Promise.all([this.#events?.queue.close(), this.#queue.close()]).catch(ignoreTwice);
    await Promise.race([closing, delay(CLOSED_WITHIN_MS, undefined, { ref: false })]);
    this.#events?.connection.disconnect();
    this.#connection.disconnect();
  }

  async #find(id: string): Promise<Task | null> {
    const job: Job | undefined = await this.#queue.getJob(id);
    if (job === undefined) return null;
    const task = await this.#taskOf(job);
    // Redis lets go of old ones only when another one ends.
    const isOver = task.finishedAt !== null && Date.now() - task.finishedAt > this.#options.resultTtlMs;
    return isOver ? null : task;
  }

  /** It may end between its two readings, and would be shown as completed without its result. */
  async #taskOf(job: Job): Promise<Task> {
    const state = await job.getState();
    const hasEnded = (state === 'completed' || state === 'failed') && job.finishedOn === undefined;
    const newest = hasEnded ? await this.#queue.getJob(job.id!) : undefined;
    return taskOf(newest ?? job, state);
  }

  async #describe(): Promise<QueueStanding> {
    const counts = await this.#queue.getJobCounts('waiting', 'prioritized', 'delayed', 'active');
    const { waiting = 0, prioritized = 0, delayed = 0, active = 0 } = counts;
    const workers = await this.#queue.getWorkersCount();
    return { waiting: waiting + prioritized + delayed, running: active, workers };
  }

  async #answered<T>(ask: () => Promise<T>): Promise<T> {
    const deadline = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const { promise: tooLate, reject } = Promise.withResolvers<never>();
    const onTimeout = (): void => reject(new Error(`no answer within ${ANSWER_WITHIN_MS} ms`));
    deadline.addEventListener('abort', onTimeout, { once: true });
    try {
      return await Promise.race([whenReady(this.#connection, deadline).then(ask), tooLate]);
    } catch (error) {
      if (error instanceof QueueFullError) throw error;
      throw new QueueUnreachableError({ cause: error });
    } finally {
      deadline.removeEventListener('abort', onTimeout);
    }
  }

  #listen(): void {
    if (this.#events !== null) return;
    const { redisUrl, prefix, log } = this.#place;
    const connection = redisConnection(redisUrl, log);
    const queue = new QueueEvents(QUEUE_NAME, { connection, prefix });
    this.#events = { connection, queue };
    queue.on('error', ignoreTwice);
    queue.on('completed', ({ jobId }) => void this.#tell(jobId));
    queue.on('failed', ({ jobId }) => void this.#tell(jobId));
    // What ended while nobody listened: at the start, and each time that the connection was away.
    connection.on('ready', () => void this.#tellAgain());
  }

  async #tell(id: string): Promise<void> {
    const task = await this.find(id).catch(() => null);
    if (task === null || task.finishedAt === null) return;
    for (const listener of this.#listeners) listener(task);
  }

  async #tellAgain(): Promise<void> {
    try {
      const jobs: Job[] = await this.#queue.getJobs(['completed', 'failed'], 0, TOLD_AGAIN - 1);
      for (const { id } of jobs) if (id !== undefined) await this.#tell(id);
    } catch {
      // The connection is away again: its return begins this anew.
    }
  }
}

/** The connection itself tells what is wrong; the queue repeats it. */
function ignoreTwice(): void {}
