import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from '../support/child-environment.ts';
import { MemoryLimitedGroup } from '../support/limited-process.ts';
import { RedisServer } from '../support/redis-server.ts';
import { type Answer, RunningApp, until } from '../support/running-app.ts';
import { skipped } from '../support/skipping.ts';

const CHECKS = ['cpu', 'disk', 'event_loop', 'memory', 'network', 'uptime'];
const NOTHING = { providers: {}, egress: { enabled: false }, tasks: { host_check_schedule: '' } };
const LIMIT_BYTES = 256 * 1024 * 1024;

const WORKER = fileURLToPath(new URL('../../src/worker.ts', import.meta.url));
const WORKER_SETTINGS = fileURLToPath(new URL('../support/worker-only.yaml', import.meta.url));
const PRINT_MEMORY = fileURLToPath(new URL('../support/print-memory.ts', import.meta.url));

async function resultOf(app: RunningApp, taskId: string): Promise<Answer['body']> {
  const ask = () => app.get(`/system/maintenance/tasks/${taskId}`);
  return (await until(ask, ({ body }) => body.status === 'completed' || body.status === 'failed')).body;
}

describe('a host check', () => {
  let app: RunningApp;

  beforeAll(async () => {
    app = await RunningApp.start(NOTHING);
  });

  afterAll(() => app.stop());

  it('is queued at once and done by a worker', async () => {
    const queued = await app.post('/system/maintenance/health-check');
    expect(queued.status).toBe(202);
    expect(queued.body).toEqual({ task_id: expect.any(String), status: 'queued' });
    const task = await resultOf(app, queued.body.task_id);
    expect(task).toMatchObject({ status: 'completed', attempts: 1, error: null });
    expect(Object.keys(task.result.checks).toSorted()).toEqual(CHECKS);
    expect(task.result.checks.memory).toMatchObject({
      percent_used: expect.any(Number),
      available_mb: expect.any(Number),
      total_mb: expect.any(Number),
    });
  });

  it('is kept, and shown in metrics', async () => {
    const { body } = await app.post('/system/maintenance/health-check');
    await resultOf(app, body.task_id);
    const past = await until(
      () => app.get('/system/maintenance/health-checks?limit=1'),
      ({ body: { items } }) => items[0]?.task_id === body.task_id,
    );
    expect(Object.keys(past.body.items[0].checks).toSorted()).toEqual(CHECKS);
    expect((await app.get('/metrics')).text).toContain('bellwether_host_check_status{check="memory"');
  });

  it('with a known key is the same task', async () => {
    const ask = (): Promise<Answer> =>
      app.request('/system/maintenance/health-check', {
        method: 'POST',
        headers: { 'idempotency-key': 'one' },
      });
    const [first, second] = [await ask(), await ask()];
    expect(second.body.task_id).toBe(first.body.task_id);
  });

  it.each([
    [{ priority: 'urgent' }, 'priority'],
    [{ prio: 'high' }, 'prio'],
  ])('with %j is refused by the name of the field', async (body, field) => {
    const refused = await app.post('/system/maintenance/health-check', body);
    expect(refused.status).toBe(400);
    expect(refused.body.errors).toEqual([expect.objectContaining({ field })]);
  });

  it('that nobody asked for is not found', async () => {
    const { status, body } = await app.get('/system/maintenance/tasks/nobody%2Fnever');
    expect(status).toBe(404);
    expect(body.errors).toEqual([{ field: 'task_id', rule: 'the id of a task', value: 'nobody/never' }]);
  });

  it('is refused with a time to come back while too many wait', async () => {
    const crowded = await RunningApp.start({ ...NOTHING, tasks: { ...NOTHING.tasks, max_waiting: 1 } });
    try {
      const answers = await Promise.all(
        Array.from({ length: 5 }, () => crowded.post('/system/maintenance/health-check')),
      );
      const refused = answers.filter(({ status }) => status === 503);
      expect(refused.length).toBeGreaterThan(0);
      expect(Number(refused[0]!.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(answers.filter(({ status }) => status === 202).length).toBeGreaterThan(0);
    } finally {
      await crowded.stop();
    }
  });

  const group = MemoryLimitedGroup.create(LIMIT_BYTES);
  if (group === null) skipped('memory of a container: no control group can be made here');
  else {
    it('in a container with a memory limit reports that limit', async () => {
      try {
        const reading = JSON.parse(await group.run(PRINT_MEMORY));
        expect(reading.values).toMatchObject({ limited_by: 'cgroup', total_mb: LIMIT_BYTES / 1024 / 1024 });
        expect(reading.values.percent_used).toBeGreaterThan(5);
      } finally {
        group.remove();
      }
    });
  }
});

const redis = await RedisServer.start();

if (redis === null) skipped('a worker of its own: no redis-server is installed');
else {
  describe('a worker of its own', () => {
    const prefix = `test-${randomUUID()}`;
    const env = { REDIS_URL: redis.url };
    let worker: ChildProcess | null = null;

    afterAll(async () => {
      worker?.kill('SIGKILL');
      await redis.stop();
    });

    it('does what a server queues that does not work itself, and outlives a Redis that is away', async () => {
      const tasks = { ...NOTHING.tasks, work_here: false, redis_prefix: prefix };
      const app = await RunningApp.start({ ...NOTHING, tasks }, env);
      try {
        const { body } = await app.post('/system/maintenance/health-check');
        expect((await app.get(`/system/maintenance/tasks/${body.task_id}`)).body.status).toBe('queued');
        worker = startWorker({ ...env, BELLWETHER_CONFIG: WORKER_SETTINGS }, prefix);
        expect((await resultOf(app, body.task_id)).status).toBe('completed');
        await within('killed', redis.kill());
        expect((await app.post('/system/maintenance/health-check')).status).toBe(503);
        await within('back', redis.resume());
        const later = await until(
          () => app.post('/system/maintenance/health-check'),
          ({ status }) => status === 202,
        );
        expect((await resultOf(app, later.body.task_id)).status).toBe('completed');
      } finally {
        await within('stopped', app.stop());
      }
    });

    it('ends in order when it is told to', async () => {
      const ended = new Promise((resolve) => worker!.once('exit', resolve));
      worker!.kill('SIGTERM');
      expect(await ended).toBe(0);
    });

    it('does not start without a Redis, and says what is missing', async () => {
      const alone = spawn(process.execPath, [WORKER], {
        env: childEnvironment(),
      });
      let words = '';
      alone.stderr.on('data', (chunk: Buffer) => (words += chunk.toString()));
      expect(await new Promise((resolve) => alone.once('exit', resolve))).toBe(1);
      expect(words).toContain('set REDIS_URL');
    });
  });
}

/** Says what hangs, where the test itself would only say that something does. */
async function within(what: string, work: Promise<void>): Promise<void> {
  const late = wait(10_000, true, { ref: false });
  if ((await Promise.race([work, late])) === true) throw new Error(`not ${what} within 10 s`);
}

function startWorker(env: Readonly<Record<string, string>>, prefix: string): ChildProcess {
  return spawn(process.execPath, [WORKER], {
    env: childEnvironment({ ...env, TEST_PREFIX: prefix }),
    stdio: 'ignore',
  });
}
