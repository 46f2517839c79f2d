import { Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { BullQueuePlace } from './bullmq.queue.ts';
import { redisConnection } from './redis-connection.ts';
import type { TaskKind } from './task.ts';
import { attempt } from './task-attempt.ts';
import { QUEUE_NAME, type TaskQueueOptions, type TaskRunner } from './task-queue.ts';

export interface LockTimes {
  /** A worker that does not renew its lock for so long counts as dead, milliseconds [30000]. */
  readonly lockMs: number;
  /** How often each worker looks for tasks of dead ones, milliseconds [15000]. */
  readonly stalledCheckMs: number;
}

export const LOCK_TIMES: LockTimes = { lockMs: 30_000, stalledCheckMs: 15_000 };

/**
 * A task that keeps killing its workers ends as failed after so many; a task that stalls because Redis was away for a
 * while is not its own fault.
 */
const MOST_STALLS = 3;
/** chosen: to write down what became of a task that was ended. */
const LAST_WORDS_MS = 1_000;

/** Runs tasks from Redis. Several may run, in this process or in others. */
export class BullTaskWorker {
  readonly #connection: Redis;
  readonly #worker: Worker;
  readonly #stop = new AbortController();

  constructor(place: BullQueuePlace, runner: TaskRunner, options: TaskQueueOptions, times = LOCK_TIMES) {
    this.#connection = redisConnection(place.redisUrl, place.log);
    this.#worker = new Worker(
      QUEUE_NAME,
      ({ name }) => attempt(runner, name as TaskKind, options.timeoutMs, this.#stop.signal),
      {
        connection: this.#connection,
        prefix: place.prefix,
        concurrency: options.concurrency,
        lockDuration: times.lockMs,
        stalledInterval: times.stalledCheckMs,
        maxStalledCount: MOST_STALLS,
      },
    );
    // The connection itself tells what is wrong; the worker repeats it, and goes on.
    this.#worker.on('error', () => undefined);
  }

  /** Takes nothing more and waits for what runs; what is left when the deadline comes is run again by another worker. */
  async close(withinMs: number): Promise<void> {
    const { promise: tooLate, resolve: giveUp } = Promise.withResolvers<void>();
    const timers = [
      setTimeout(() => this.#stop.abort(new Error('the worker stopped')), withinMs),
      // Redis itself may be away, and then nothing ends.
      setTimeout(giveUp, withinMs + LAST_WORDS_MS),
    ];
    try {
      await Promise.race([this.#worker.close(), tooLate]);
    } finally {
      timers.forEach((timer) => clearTimeout(timer));
      this.#connection.disconnect();
    }
  }
}
