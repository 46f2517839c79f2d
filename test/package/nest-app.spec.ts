import { freePort } from '../support/free-port.ts';
import { PackedApp, type RunningProcess } from '../support/packed-app.ts';
import { until } from '../support/running-app.ts';

interface Integration {
  readonly providers: readonly { id: string; kind: string; status: string; call_windows: any }[];
}

let app: PackedApp;

beforeAll(() => {
  app = PackedApp.install('nest-app');
  app.compile();
}, 240_000);
afterAll(() => app.remove());

describe.each([
  ['Express', []],
  ['Fastify', ['--fastify']],
])('the example with the packed library, on %s', (_host, args) => {
  let shop: RunningProcess;
  let url: string;

  const json = async (path: string): Promise<any> => (await fetch(`${url}${path}`)).json();
  const post = async (path: string): Promise<number> =>
    (await fetch(`${url}${path}`, { method: 'POST' })).status;
  const provider = async (id: string) => {
    const { providers } = (await json('/monitoring/health/integration')) as Integration;
    return providers.find((each) => each.id === id)!;
  };

  beforeAll(async () => {
    shop = app.start('dist/main.js', args, { PORT: '0' });
    url = await shop.says(/the shop is open at (\S+)/u);
  }, 60_000);
  afterAll(() => shop.terminate());

  it('watches its providers, one of a kind of its own', async () => {
    for (const id of ['swift', 'steady', 'renderer'])
      await until(
        () => provider(id),
        ({ status }) => status === 'healthy',
      );
    expect(await provider('renderer')).toMatchObject({ kind: 'render_queue', capabilities: { depth: 3 } });
  });

  it('shows a component of its own', async () => {
    const { components } = await until(
      () => json('/monitoring/api/health'),
      ({ components }) => components.every(({ status }: { status: string }) => status !== 'unknown'),
    );
    expect(components).toContainEqual(
      expect.objectContaining({ name: 'render_queue', status: 'healthy', metadata: { depth: 3 } }),
    );
  });

  it('is advised whom to call, and calls the next one where that fails', async () => {
    expect(await json('/chat/whom')).toEqual({ provider: 'swift' });
    expect(await json('/chat')).toEqual({ provider: 'swift', answer: 'swift says hello' });
    expect(await post('/providers/swift/down')).toBe(204);
    expect(await json('/chat')).toEqual({ provider: 'steady', answer: 'steady says hello' });
    const { call_windows } = await provider('swift');
    expect(call_windows['1m']).toMatchObject({ count: 2, failures: 1, by_failure: { server_error: 1 } });
  });

  it('hears of an outage, and advises another one', async () => {
    await until(
      () => post('/monitoring/health/integration/providers/swift/check').then(() => provider('swift')),
      ({ status }) => status === 'unhealthy',
    );
    await shop.says(/(-> unhealthy)/u);
    // advice is made anew a few times a second
    await until(
      () => json('/chat/whom'),
      (whom) => whom['provider'] === 'steady',
    );
    expect(await post('/providers/swift/up')).toBe(204);
  });

  it('has its own routes beside those of Bellwether, which stand below its prefix', async () => {
    expect((await fetch(`${url}/health/integration`)).status).toBe(404);
    expect((await fetch(`${url}/monitoring/metrics`)).status).toBe(200);
    expect((await fetch(`${url}/monitoring/docs`)).status).toBe(200);
    expect(await post('/providers/nobody/down')).toBe(404);
  });

  it('ends in order at SIGTERM', async () => {
    // Nest ends the process by the very signal once everything has stopped
    expect(await shop.terminate()).toEqual([null, 'SIGTERM']);
    expect(shop.output).not.toMatch(/ (?:ERROR|WARN|FATAL) |Warning:/u);
  });
});

describe('the command of the packed library', () => {
  const CLI = 'node_modules/bellwether/dist/cli.js';

  it('starts the server with the settings of the package, and a database of its own', async () => {
    const port = await freePort();
    const server = app.start(CLI, [], {
      PORT: String(port),
      HEALTH_MONITORING_ENABLED: 'false',
      DATABASE_URL: 'file:data/bellwether.db',
    });
    await server.says(/(server listening)/u);
    const body = (await (await fetch(`http://127.0.0.1:${port}/health/integration`)).json()) as Integration;
    expect(body.providers.map(({ id }) => id)).toContain('anthropic');
    expect((await fetch(`http://127.0.0.1:${port}/health/integration/history`)).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${port}/docs/swagger-ui.css`)).status).toBe(200);
    expect(await server.terminate()).toEqual([0, null]);
  });

  it('prints settings, and says what it does not know', async () => {
    const settings = app.start(CLI, ['settings']);
    expect(await settings.ended()).toEqual([0, null]);
    expect(settings.output).toMatch(/^# file: .*config\/bellwether\.yaml$/mu);
    const wrong = app.start(CLI, ['settings', 'nowhere.yaml']);
    expect(await wrong.ended()).toEqual([1, null]);
    expect(wrong.output).toContain('nowhere.yaml: must be a readable file');
    const unknown = app.start(CLI, ['strat']);
    expect(await unknown.ended()).toEqual([2, null]);
    expect(unknown.output).toContain('there is no command "strat"');
  });
});
