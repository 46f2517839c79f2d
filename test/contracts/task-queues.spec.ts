import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { SystemClock } from '../../src/clock/clock.ts';
import { BullTaskQueue } from '../../src/system/tasks/bullmq.queue.ts';
import { BullTaskWorker } from '../../src/system/tasks/bullmq.worker.ts';
import { MemoryTaskQueue } from '../../src/system/tasks/memory.queue.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { RedisServer } from '../support/redis-server.ts';
import { skipped } from '../support/skipping.ts';
import { describeTaskQueue, ended, gate } from './task-queue.contract.ts';
import { QUICK } from './task-queue.contract-options.ts';

const SILENT = { warn: () => {} };
const CHECK = { kind: 'health_check', priority: 'normal', idempotencyKey: null } as const;
const pause = (ms: number, signal: AbortSignal) => wait(ms, undefined, { signal });

const redis = process.env['REDIS_URL'] === undefined ? await RedisServer.start() : null;
const redisUrl = process.env['REDIS_URL'] ?? redis?.url ?? null;

afterAll(() => redis?.stop());

describeTaskQueue('in this process', async (runner, options) => {
  const queue = new MemoryTaskQueue({ runner, clock: new SystemClock(), wait: pause }, options);
  return { queue, close: () => queue.close() };
});

if (redisUrl === null) skipped('task queue in Redis: no redis-server is installed, and REDIS_URL is not set');
else {
  describeTaskQueue('in Redis', async (runner, options) => {
    const place = { redisUrl, prefix: `test-${randomUUID()}`, log: SILENT };
    const queue = new BullTaskQueue(place, options);
    const worker = new BullTaskWorker(place, runner, options);
    const close = async (): Promise<void> => {
      await worker.close(100);
      await queue.close();
    };
    return { queue, close };
  });
}

describe('a task queue of this process', () => {
  it('forgets a result once its time is over', async () => {
    const clock = new FakeClock();
    const queue = new MemoryTaskQueue({ runner: async () => 'done', clock, wait: pause }, QUICK);
    const { id } = await queue.enqueue(CHECK);
    await ended(queue, id);
    clock.advance(QUICK.resultTtlMs - 1);
    expect(await queue.find(id)).toMatchObject({ result: 'done' });
    clock.advance(1);
    expect(await queue.find(id)).toBeNull();
  });

  it('fails what waits and what runs when it stops, and takes nothing more', async () => {
    const { runner } = gate();
    const queue = new MemoryTaskQueue({ runner, clock: new FakeClock(), wait: pause }, QUICK);
    const running = await queue.enqueue(CHECK);
    const waiting = await queue.enqueue(CHECK);
    await queue.close();
    for (const { id } of [running, waiting]) {
      expect(await queue.find(id)).toMatchObject({
        state: 'failed',
        error: expect.stringContaining('stopped'),
      });
    }
    await expect(queue.enqueue(CHECK)).rejects.toMatchObject({ code: 'QUEUE_FULL' });
  });
});
