import { until } from '../support/running-app.ts';
import { QUICK } from './task-queue.contract-options.ts';
import type { Task, TaskKind } from '../../src/system/tasks/task.ts';
import {
  QueueFullError,
  type TaskQueue,
  type TaskQueueOptions,
  type TaskRunner,
} from '../../src/system/tasks/task-queue.ts';

/** A queue with somebody who works on it. */
export interface QueueBench {
  readonly queue: TaskQueue;
  close(): Promise<void>;
}

export type OpenQueue = (runner: TaskRunner, options: TaskQueueOptions) => Promise<QueueBench>;

const CHECK = { kind: 'health_check', priority: 'normal', idempotencyKey: null } as const;

/** Work that goes on until it is let go. */
export function gate(): { runner: TaskRunner; open: () => void; starts: () => number } {
  const { promise, resolve } = Promise.withResolvers<void>();
  let count = 0;
  const runner = async (kind: TaskKind): Promise<unknown> => {
    count++;
    await promise;
    return { kind };
  };
  return { runner, open: resolve, starts: () => count };
}

export async function ended(queue: TaskQueue, id: string): Promise<Task> {
  const isEnded = (task: Task | null): boolean => task?.state === 'completed' || task?.state === 'failed';
  return (await until(() => queue.find(id), isEnded))!;
}

/** What holds of every queue of tasks. */
export function describeTaskQueue(name: string, open: OpenQueue): void {
  describe(`task queue: ${name}`, () => {
    let bench: QueueBench | null = null;

    async function queueOf(runner: TaskRunner, options: Partial<TaskQueueOptions> = {}): Promise<TaskQueue> {
      bench = await open(runner, { ...QUICK, ...options });
      return bench.queue;
    }

    afterEach(async () => {
      await bench?.close();
      bench = null;
    });

    it('runs a task and gives its result', async () => {
      const queue = await queueOf(async (kind) => ({ kind, answer: [1, 'two', null] }));
      const { id, state } = await queue.enqueue(CHECK);
      expect(state).toBe('queued');
      expect(await ended(queue, id)).toMatchObject({
        id,
        kind: 'health_check',
        state: 'completed',
        attempts: 1,
        result: { kind: 'health_check', answer: [1, 'two', null] },
        error: null,
      });
    });

    it('shows no task as completed without its result, whenever it is asked', async () => {
      const queue = await queueOf(async () => 'done');
      for (let i = 0; i < 40; i++) {
        const { id } = await queue.enqueue(CHECK);
        const deadline = Date.now() + 5_000;
        let task = await queue.find(id);
        while (task?.state !== 'completed' && Date.now() < deadline) task = await queue.find(id);
        expect(task).toMatchObject({ state: 'completed', result: 'done', finishedAt: expect.any(Number) });
      }
    });

    it('tells when a task was queued, begun and ended, in this order', async () => {
      const queue = await queueOf(async () => null);
      const { enqueuedAt, startedAt, finishedAt } = await ended(queue, (await queue.enqueue(CHECK)).id);
      expect([enqueuedAt, startedAt, finishedAt].toSorted((a, b) => a! - b!)).toEqual([
        enqueuedAt,
        startedAt,
        finishedAt,
      ]);
    });

    it('knows no task that never was', async () => {
      const queue = await queueOf(async () => null);
      expect(await queue.find('nobody')).toBeNull();
    });

    it('shows a task as running while it runs, and those behind it as queued', async () => {
      const { runner, open: letGo } = gate();
      const queue = await queueOf(runner);
      const first = await queue.enqueue(CHECK);
      await until(
        () => queue.find(first.id),
        (task) => task?.state === 'running',
      );
      const second = await queue.enqueue(CHECK);
      expect((await queue.find(second.id))?.state).toBe('queued');
      expect(await queue.describe()).toMatchObject({ waiting: 1, running: 1 });
      letGo();
      await ended(queue, second.id);
    });

    it('tries again what fails, and completes once it works', async () => {
      let failures = 2;
      const queue = await queueOf(async () => {
        if (failures-- > 0) throw new Error('not yet');
        return 'at last';
      });
      const task = await ended(queue, (await queue.enqueue(CHECK)).id);
      expect(task).toMatchObject({ state: 'completed', attempts: 3, result: 'at last' });
    });

    it('fails for good after the last attempt, and says why', async () => {
      const queue = await queueOf(async () => {
        throw new Error('the disk is on fire');
      });
      const task = await ended(queue, (await queue.enqueue(CHECK)).id);
      expect(task).toMatchObject({
        state: 'failed',
        attempts: 3,
        result: null,
        error: 'the disk is on fire',
      });
    });

    it('ends an attempt that takes too long, with a signal, and goes on with the next task', async () => {
      const signals: AbortSignal[] = [];
      const hang = { once: true };
      const queue = await queueOf(
        async (_, signal) => {
          if (!hang.once) return 'fine';
          hang.once = false;
          signals.push(signal);
          return new Promise(() => {});
        },
        { timeoutMs: 50, attempts: 1 },
      );
      const stuck = await queue.enqueue(CHECK);
      const next = await queue.enqueue(CHECK);
      expect(await ended(queue, stuck.id)).toMatchObject({
        state: 'failed',
        error: expect.stringContaining('longer than 50 ms'),
      });
      expect(signals[0]?.aborted).toBe(true);
      expect(await ended(queue, next.id)).toMatchObject({ state: 'completed', result: 'fine' });
    });

    it('gives the same task for the same key, and runs it once', async () => {
      let runs = 0;
      const queue = await queueOf(async () => ++runs);
      const keyed = { ...CHECK, idempotencyKey: 'deploy 17: "ä"' };
      const { id } = await queue.enqueue(keyed);
      await ended(queue, id);
      expect((await queue.enqueue(keyed)).id).toBe(id);
      expect((await queue.enqueue({ ...CHECK, idempotencyKey: 'deploy 18' })).id).not.toBe(id);
      expect(await queue.find(id)).toMatchObject({ result: 1 });
    });

    it('takes a task of high priority before those that wait', async () => {
      const { runner, open: letGo } = gate();
      const order: number[] = [];
      let isFirst = true;
      const queue = await queueOf(async (kind, signal) => {
        if (isFirst) {
          isFirst = false;
          return runner(kind, signal);
        }
        return order.push(order.length);
      });
      const first = await queue.enqueue(CHECK);
      await until(
        () => queue.find(first.id),
        (task) => task?.state === 'running',
      );
      const low = await queue.enqueue({ ...CHECK, priority: 'low' });
      const normal = await queue.enqueue({ ...CHECK, priority: 'normal' });
      const high = await queue.enqueue({ ...CHECK, priority: 'high' });
      letGo();
      const results = await Promise.all([high, normal, low].map(({ id }) => ended(queue, id)));
      expect(results.map(({ result }) => result)).toEqual([1, 2, 3]);
    });

    it('refuses what would wait behind too many, and says when to try again', async () => {
      const { runner, open: letGo, starts } = gate();
      const queue = await queueOf(runner, { maxWaiting: 2 });
      await queue.enqueue(CHECK);
      await until(starts, (count) => count === 1);
      await queue.enqueue(CHECK);
      const last = await queue.enqueue(CHECK);
      const refused = await queue.enqueue(CHECK).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(QueueFullError);
      expect((refused as QueueFullError).retryAfterSeconds).toBeGreaterThan(0);
      letGo();
      await ended(queue, last.id);
    });

    it('tells those who listen of every task that ended', async () => {
      let count = 0;
      const queue = await queueOf(
        async () => {
          if (++count === 2) throw new Error('no');
          return count;
        },
        { attempts: 1 },
      );
      const told: string[] = [];
      queue.onEnded(({ id, state }) => told.push(`${id} ${state}`));
      const first = await queue.enqueue(CHECK);
      const second = await queue.enqueue(CHECK);
      const all = [`${first.id} completed`, `${second.id} failed`];
      await until(
        () => [...new Set(told)],
        (each) => each.length === 2,
      );
      expect([...new Set(told)].toSorted()).toEqual(all.toSorted());
    });
  });
}
