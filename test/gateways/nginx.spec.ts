import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../support/free-port.ts';
import { EXAMPLES, GatewayWorld, servedBy } from '../support/gateway-world.ts';
import { Nginx, ran, type Ran } from '../support/nginx.ts';
import { until } from '../support/running-app.ts';
import { skipped } from '../support/skipping.ts';

const isHere = Nginx.isInstalled();
if (!isHere) skipped("nginx by the example's script: nginx is not installed");

(isHere ? describe : describe.skip)("Debian's nginx with the example configuration and script", () => {
  let world: GatewayWorld;
  let nginx: Nginx;
  let url: string;
  let upstream: string;

  const reload = (more: Readonly<Record<string, string>> = {}): Promise<Ran> =>
    ran(join(EXAMPLES, 'nginx-reload.sh'), [], {
      BELLWETHER_URL: world.app.url,
      UPSTREAM_FILE: upstream,
      NGINX_PREFIX: world.folder,
      NGINX_CONF: 'nginx.conf',
      ...more,
    });
  const written = (): string => readFileSync(upstream, 'utf8');

  beforeAll(async () => {
    world = await GatewayWorld.start({}, { openai: 1, deepseek: 0.4 });
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    upstream = join(world.folder, 'bellwether-upstream.conf');
    writeFileSync(upstream, (await world.gateway('nginx?pool=chat')).text);
    const example = readFileSync(join(EXAMPLES, 'nginx.conf'), 'utf8');
    nginx = Nginx.start(world.folder, example.replace('listen 127.0.0.1:8100', `listen 127.0.0.1:${port}`));
    await until(
      () =>
        fetch(url).then(
          () => true,
          () => false,
        ),
      (isUp) => isUp,
    );
  });

  afterAll(async () => {
    await nginx?.stop();
    await world?.stop();
  });

  it('routes by the weights of the advice, call by call', async () => {
    expect(await reload()).toMatchObject({ code: 0 });
    const weights = Object.fromEntries(
      [...written().matchAll(/server (\S+) weight=(\d+);/g)].map(([, at, weight]) => [at!, Number(weight)]),
    );
    expect(Object.keys(weights).toSorted()).toEqual(
      [world.addressOf('openai'), world.addressOf('deepseek')].toSorted(),
    );
    const sum = Object.values(weights).reduce((a, b) => a + b);
    // nginx's round robin comes round after as many calls as the weights add up to; a worker that just took over is new
    await until(
      () => servedBy(url, sum),
      (counts) => Object.entries(weights).every(([at, weight]) => counts[at] === weight),
      20_000,
    );
  }, 40_000);

  it('routes away from one that became unhealthy, after one reload and no more', async () => {
    await world.fleet.openai.setFault('500');
    await until(
      () => world.gateway('nginx?pool=chat'),
      ({ text }) => text.includes(`${world.addressOf('openai')} down`),
    );
    expect(await reload()).toMatchObject({ code: 0, said: 'reloaded' });
    expect(written()).toMatch(/ down; # openai$/m);
    await until(
      () => servedBy(url, 20),
      (counts) => counts[world.addressOf('deepseek')] === 20,
    );
    expect(await reload()).toMatchObject({ code: 0, said: 'unchanged' });
    const { headers } = await world.gateway('nginx?pool=chat');
    const again = await world.gateway('nginx?pool=chat', { 'if-none-match': headers.get('etag')! });
    expect(again.status).toBe(304);
    await world.fleet.openai.setFault('ok');
  }, 40_000);

  it('leaves everything as it was when there is no answer, or nginx does not take it', async () => {
    const before = written();
    expect((await reload({ POOL: 'nobody' })).code).not.toBe(0);
    expect((await reload({ BELLWETHER_URL: 'http://127.0.0.1:9' })).code).not.toBe(0);
    // another pool is another upstream, which nginx.conf does not name
    const refused = await reload({ POOL: 'default' });
    expect(refused).toMatchObject({ code: 1, complained: expect.stringContaining('left as it was') });
    expect(written()).toBe(before);
  });
});
