import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPostgres } from '../contracts/history-store-postgres.ts';
import { LoopbackServer } from '../contracts/loopback-server.ts';
import { TcpCut } from '../contracts/tcp-cut.ts';
import { RedisServer } from '../support/redis-server.ts';
import { type Answer, RunningApp, until } from '../support/running-app.ts';
import { skipped } from '../support/skipping.ts';
import { SmallDisk } from '../support/small-disk.ts';

/** All but the event loop: it tells of the machine that runs the tests. */
const COMPONENTS = [
  'disk_space',
  'data_writable',
  'history_store',
  'cache',
  'task_queue',
  'scheduler',
  'outbox',
  'ai_model',
  'resilience',
];
const QUICK = { refresh_seconds: 1, timeout_ms: 500, retry_count: 0, components: COMPONENTS };
const NOTHING = { providers: {}, egress: { enabled: false }, own_health: QUICK };
const WITHIN_MS = 20_000;

interface Component {
  readonly name: string;
  readonly status: string;
  readonly message?: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

const running = new Set<RunningApp>();

async function start(
  told: Readonly<Record<string, unknown>>,
  env: Record<string, string> = {},
): Promise<RunningApp> {
  const app = await RunningApp.start(told, env);
  running.add(app);
  return app;
}

afterEach(async () => {
  for (const app of running) await app.stop();
  running.clear();
});

/** Looks at `/api/health` again and again; nothing that goes wrong in it may ever be a 500. */
class Watched {
  readonly app: RunningApp;
  readonly statuses = new Set<number>();

  constructor(app: RunningApp) {
    this.app = app;
  }

  async health(): Promise<Answer> {
    const answers = await Promise.all(
      ['/api/health', '/api/health/live', '/api/health/ready'].map((path) => this.app.get(path)),
    );
    for (const { status } of answers) this.statuses.add(status);
    expect(answers[1]!.status).toBe(200);
    return answers[0]!;
  }

  async component(name: string): Promise<Component> {
    const { body } = await this.health();
    const components: readonly Component[] = body.components;
    return components.find((each) => each.name === name)!;
  }

  /** The component becomes so, while all others stay as they were. */
  async becomes(name: string, status: string): Promise<Component> {
    return until(
      () => this.component(name),
      (component) => component.status === status,
      WITHIN_MS,
    );
  }

  async others(...names: readonly string[]): Promise<string[]> {
    const { body } = await this.health();
    const components: readonly Component[] = body.components;
    const isWell = ({ status }: Component): boolean => status === 'healthy' || status === 'unknown';
    return components.filter((each) => !names.includes(each.name) && !isWell(each)).map(({ name }) => name);
  }

  expectNoOtherStatus(): void {
    expect([...this.statuses].filter((status) => status !== 200 && status !== 503)).toEqual([]);
  }
}

describe('our own health', () => {
  it('tells version, age and every component once all have been looked at', async () => {
    const watched = new Watched(await start(NOTHING));
    await watched.becomes('scheduler', 'healthy');
    const { status, body, headers } = await watched.health();
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toMatchObject({ status: 'healthy', version, uptime_seconds: expect.any(Number) });
    expect(body.components.map(({ name }: Component) => name)).toEqual(
      expect.arrayContaining(['disk_space', 'data_writable', 'history_store', 'cache', 'task_queue']),
    );
    expect(await watched.component('cache')).toMatchObject({ metadata: { cache_type: 'memory' } });
    watched.expectNoOtherStatus();
  });

  it('speaks health+json where that is asked for', async () => {
    const app = await start(NOTHING);
    const { headers, text } = await app.get('/api/health', { accept: 'application/health+json' });
    expect(headers.get('content-type')).toContain('application/health+json');
    expect(JSON.parse(text)).toMatchObject({ status: 'pass', serviceId: 'bellwether' });
  });

  it('leaves out components that are not enabled', async () => {
    const own_health = { ...QUICK, components: ['scheduler', 'cache'] };
    const app = await start({ ...NOTHING, own_health });
    const { body } = await app.get('/api/health');
    expect(body.components.map(({ name }: Component) => name)).toEqual(['cache', 'scheduler']);
  });

  it('sees an event loop that hangs, and that it turns again', async () => {
    const own_health = { ...QUICK, components: ['event_loop'] };
    const watched = new Watched(await start({ ...NOTHING, own_health }));
    await until(
      () => {
        const endMs = performance.now() + 1_300;
        while (performance.now() < endMs);
        return watched.component('event_loop');
      },
      ({ status }) => status !== 'healthy',
      WITHIN_MS,
    );
    await watched.becomes('event_loop', 'healthy');
    watched.expectNoOtherStatus();
  });
});

describe('an external service', () => {
  const server = new LoopbackServer();

  beforeAll(() => server.start());
  afterAll(() => server.stop());

  it('is seen to fail, to hang and to recover, and harms nobody else', async () => {
    server.answer = (_, response) => void response.writeHead(200).end('fine');
    const external = { billing: { url: `http://127.0.0.1:${server.port}/health`, critical: true } };
    const alerts = { rules: { own_component: { for_seconds: 1, keep_firing_for_seconds: 1 } } };
    const watched = new Watched(await start({ ...NOTHING, alerts, own_health: { ...QUICK, external } }));
    await watched.becomes('billing', 'healthy');
    server.answer = (_, response) => void response.writeHead(500).end();
    expect(await watched.becomes('billing', 'unhealthy')).toMatchObject({ message: 'answered with 500' });
    expect((await watched.health()).status).toBe(503);
    expect((await watched.app.get('/health/ready')).body.reason).toBe('component:billing');
    expect(await watched.others('billing')).toEqual([]);
    const fires = async (): Promise<string[]> => {
      const { body } = await watched.app.get('/health/integration/alerts?state=firing');
      return body.items.map(
        ({ rule, severity, title }: Record<string, string>) => `${rule} ${severity} ${title}`,
      );
    };
    await until(
      fires,
      (all) => all.includes('own_component critical Own component billing: error'),
      WITHIN_MS,
    );
    server.answer = () => {};
    await until(
      () => watched.component('billing'),
      ({ message }) => message === 'no answer within 500 ms',
      WITHIN_MS,
    );
    server.answer = (_, response) => void response.writeHead(204).end();
    await watched.becomes('billing', 'healthy');
    expect((await watched.app.get('/health/ready')).status).toBe(200);
    await until(fires, (all) => all.length === 0, WITHIN_MS);
    watched.expectNoOtherStatus();
  });
});

const disk = SmallDisk.mount(24);

if (disk === null)
  skipped('own health on a full and on a read-only disk: no file system can be mounted here');
else {
  describe('a disk', () => {
    let watched: Watched;

    beforeEach(async () => {
      const env = { DATABASE_URL: `file:${join(disk.folder, 'data', 'bellwether.db')}` };
      watched = new Watched(await start(NOTHING, env));
      await watched.becomes('history_store', 'healthy');
    });

    afterEach(() => watched.expectNoOtherStatus());
    afterAll(() => disk.unmount());

    it('that is full is told as such, makes the process unready, and recovers', async () => {
      disk.fill();
      expect(await watched.becomes('disk_space', 'unhealthy')).toMatchObject({
        message: expect.stringContaining('% used'),
      });
      expect(await watched.becomes('data_writable', 'unhealthy')).toMatchObject({
        message: 'cannot write: ENOSPC',
      });
      const { status, body } = await watched.health();
      expect([status, body.status]).toEqual([503, 'unhealthy']);
      expect(await watched.others('disk_space', 'data_writable', 'history_store')).toEqual([]);
      expect((await watched.app.get('/health/ready')).status).toBe(503);
      disk.empty();
      await watched.becomes('disk_space', 'healthy');
      await watched.becomes('data_writable', 'healthy');
      await watched.becomes('history_store', 'healthy');
      expect((await watched.app.get('/health/ready')).status).toBe(200);
    });

    it('that is read-only is told as such, and recovers', async () => {
      disk.makeReadOnly(true);
      expect(await watched.becomes('data_writable', 'unhealthy')).toMatchObject({
        message: 'cannot write: EROFS',
      });
      expect(await watched.others('data_writable', 'history_store')).toEqual([]);
      disk.makeReadOnly(false);
      await watched.becomes('data_writable', 'healthy');
    });
  });
}

const redis = await RedisServer.start();

if (redis === null) skipped('own health with Redis away: no redis-server is installed');
else {
  describe('a Redis that stops', () => {
    afterAll(() => redis.stop());

    it('is seen in cache and task queue alone, and in its return', async () => {
      const watched = new Watched(await start(NOTHING, { REDIS_URL: redis.url }));
      expect(await watched.becomes('cache', 'healthy')).toMatchObject({ metadata: { cache_type: 'redis' } });
      expect(await watched.becomes('task_queue', 'healthy')).toMatchObject({
        metadata: { engine: 'bullmq' },
      });
      await redis.kill();
      await watched.becomes('cache', 'unhealthy');
      await watched.becomes('task_queue', 'unhealthy');
      expect(await watched.others('cache', 'task_queue')).toEqual([]);
      // Neither is critical: requests can still be answered here.
      expect((await watched.health()).body.status).toBe('degraded');
      await redis.resume();
      await watched.becomes('cache', 'healthy');
      await watched.becomes('task_queue', 'healthy');
      watched.expectNoOtherStatus();
    });
  });
}

const postgres = await findPostgres();

if (postgres === null) skipped('own health with a dead store: no PostgreSQL runs or is installed');
else {
  describe('a store that dies', () => {
    it('is seen while its server is away, and in its return', async () => {
      const url = new URL(await postgres.createDatabase());
      const cut = new TcpCut(url.hostname, Number(url.port));
      await cut.mend();
      const through = new URL(url);
      through.port = String(cut.port);
      const watched = new Watched(await start(NOTHING, { DATABASE_URL: through.href }));
      expect(await watched.becomes('history_store', 'healthy')).toMatchObject({
        metadata: { engine: 'postgres' },
      });
      await cut.cut();
      await until(
        () => watched.component('history_store'),
        ({ status }) => status !== 'healthy',
        WITHIN_MS,
      );
      expect(await watched.others('history_store', 'outbox')).toEqual([]);
      await cut.mend();
      await watched.becomes('history_store', 'healthy');
      watched.expectNoOtherStatus();
      await cut.cut();
      await postgres.dropDatabase(url.href);
      await postgres.stop();
    });
  });
}
