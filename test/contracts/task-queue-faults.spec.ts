import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BullTaskQueue } from '../../src/system/tasks/bullmq.queue.ts';
import { RedisServer } from '../support/redis-server.ts';
import { until } from '../support/running-app.ts';
import { skipped } from '../support/skipping.ts';
import { ended } from './task-queue.contract.ts';
import { QUICK } from './task-queue.contract-options.ts';

const CHECK = { kind: 'health_check', priority: 'normal', idempotencyKey: null } as const;
const WORK_MS = 300;

const redis = await RedisServer.start();

if (redis === null) skipped('task queue and its faults: no redis-server is installed');
else {
  describe('tasks in Redis', () => {
    const folder = mkdtempSync(join(tmpdir(), 'bellwether-tasks-'));
    const workers: ChildProcess[] = [];
    let prefix: string;
    let log: string;
    let queue: BullTaskQueue;

    beforeEach(() => {
      prefix = `test-${randomUUID()}`;
      log = join(folder, `${prefix}.log`);
      queue = new BullTaskQueue({ redisUrl: redis.url, prefix, log: { warn: () => {} } }, QUICK);
    });

    afterEach(async () => {
      await Promise.all(workers.splice(0).map((worker) => killed(worker)));
      await queue.close();
    });

    afterAll(async () => {
      await redis.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    function startWorker(): ChildProcess {
      const script = new URL('task-worker-victim.ts', import.meta.url).pathname;
      const told = [redis!.url, prefix, log, String(WORK_MS)];
      const worker = spawn(process.execPath, [script, ...told], { stdio: 'ignore' });
      workers.push(worker);
      return worker;
    }

    const lines = (): string[] => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []);
    const begun = (): string[] => lines().filter((line) => line.startsWith('begun'));

    async function enqueueAll(count: number): Promise<string[]> {
      const ids: string[] = [];
      for (let i = 0; i < count; i++) ids.push((await queue.enqueue(CHECK)).id);
      return ids;
    }

    async function expectAllCompleted(ids: readonly string[]): Promise<void> {
      for (const id of ids)
        expect(await ended(queue, id)).toMatchObject({ id, state: 'completed', error: null });
    }

    it('are run by another worker when the first is killed in the middle of one', async () => {
      const ids = await enqueueAll(4);
      const first = startWorker();
      await until(begun, (all) => all.length > 0);
      await killed(first);
      const second = startWorker();
      await expectAllCompleted(ids);
      expect((await queue.find(ids[0]!))?.result).toEqual({ by: second.pid });
    });

    it('survive a Redis that is killed in the middle of one, and are told of', async () => {
      const told: string[] = [];
      queue.onEnded(({ id }) => told.push(id));
      const ids = await enqueueAll(4);
      startWorker();
      await until(begun, (all) => all.length > 1);
      await redis.kill();
      await expect(queue.find(ids[0]!)).rejects.toMatchObject({ code: 'QUEUE_UNREACHABLE' });
      await redis.resume();
      await expectAllCompleted(ids);
      await until(
        () => new Set(told).size,
        (count) => count === ids.length,
      );
    });

    it('are shared by two workers, and each ends once', async () => {
      const ends: string[] = [];
      queue.onEnded(({ id, state }) => ends.push(`${id} ${state}`));
      const ids = await enqueueAll(8);
      const [one, two] = [startWorker(), startWorker()];
      await expectAllCompleted(ids);
      expect(begun()).toHaveLength(ids.length);
      expect(new Set(begun())).toEqual(new Set([`begun ${one.pid}`, `begun ${two.pid}`]));
      expect(new Set(ends).size).toBeLessThanOrEqual(ids.length);
    });

    it('fail after they have taken several workers with them', async () => {
      const [id] = await enqueueAll(1);
      for (let kills = 1; kills <= 4; kills++) {
        const worker = startWorker();
        await until(begun, (all) => all.length >= kills);
        await killed(worker);
      }
      startWorker();
      expect(await ended(queue, id!)).toMatchObject({
        state: 'failed',
        error: expect.stringContaining('stalled'),
      });
    });

    it('are not taken in while Redis is away, and nothing hangs', async () => {
      await redis.kill();
      const refused = { code: 'QUEUE_UNREACHABLE' };
      await expect(queue.enqueue(CHECK)).rejects.toMatchObject(refused);
      await expect(queue.describe()).rejects.toMatchObject(refused);
      await redis.resume();
      await until(
        () => queue.describe().catch(() => null),
        (standing) => standing !== null,
      );
      // What was refused is not done later either.
      expect(await queue.describe()).toMatchObject({ waiting: 0 });
    });
  });
}

async function killed(worker: ChildProcess): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return;
  const ended = new Promise((resolve) => worker.once('exit', resolve));
  worker.kill('SIGKILL');
  await ended;
}
