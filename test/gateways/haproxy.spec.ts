import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { freePort } from '../support/free-port.ts';
import { EXAMPLES, GatewayWorld, servedBy } from '../support/gateway-world.ts';
import { HaProxy } from '../support/haproxy.ts';
import { until } from '../support/running-app.ts';
import { skipped } from '../support/skipping.ts';

const CALLS = 30;

interface ServerStat {
  readonly status: string;
  readonly weight: number;
  readonly agent: string;
}

/** `show stat` of HAProxy's own socket: what it makes of what it was told. */
async function statsOf(socketPath: string): Promise<Record<string, ServerStat>> {
  const text = await new Promise<string>((resolve, reject) => {
    let answer = '';
    const socket = connect(socketPath, () => socket.write('show stat\n'));
    socket.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
    socket.once('end', () => resolve(answer)).once('error', reject);
  });
  const [header = '', ...rows] = text.trim().split('\n');
  const columns = header.replace(/^# /, '').split(',');
  const cell = (row: string, name: string): string => row.split(',')[columns.indexOf(name)] ?? '';
  return Object.fromEntries(
    rows
      .filter((row) => cell(row, 'pxname') === 'chat' && cell(row, 'svname') !== 'BACKEND')
      .map((row) => [
        cell(row, 'svname'),
        {
          status: cell(row, 'status'),
          weight: Number(cell(row, 'weight')),
          agent: cell(row, 'last_agt'),
        },
      ]),
  );
}

const isHere = HaProxy.isInstalled();
if (!isHere) skipped('HAProxy by the agent check: haproxy is not installed');

(isHere ? describe : describe.skip)("Debian's HAProxy with the example configuration", () => {
  let world: GatewayWorld;
  let proxy: HaProxy;
  let url: string;
  const stats = () => statsOf(join(world.folder, 'admin.sock'));

  beforeAll(async () => {
    const [agentPort, front] = [await freePort(), await freePort()];
    world = await GatewayWorld.start({ gateways: { haproxy_agent: { port: agentPort } } });
    url = `http://127.0.0.1:${front}`;
    proxy = await HaProxy.start(readFileSync(join(EXAMPLES, 'haproxy.cfg'), 'utf8'), front, {
      HAPROXY_SOCKET: join(world.folder, 'admin.sock'),
      LLM_ADDRESS: `127.0.0.1:${front}`,
      AGENT_PORT: String(agentPort),
      AGENT_INTERVAL: '100ms',
      OPENAI_ADDRESS: world.addressOf('openai'),
      DEEPSEEK_ADDRESS: world.addressOf('deepseek'),
    });
  });

  afterAll(async () => {
    await proxy?.stop();
    await world?.stop();
  });

  it('sends calls to both by the weights that the agent says', async () => {
    const { openai, deepseek } = await until(
      stats,
      (all) => all['openai']?.agent !== '' && all['deepseek']?.agent !== '',
    );
    expect([openai?.status, deepseek?.status]).toEqual(['UP', 'UP']);
    expect(Math.max(openai!.weight, deepseek!.weight)).toBe(100);
    const counts = await servedBy(url, CALLS);
    expect(Object.keys(counts).toSorted()).toEqual(['deepseek', 'openai']);
  });

  it('takes all away from one that becomes unhealthy, and gives it back bit by bit', async () => {
    await world.fleet.openai.setFault('500');
    await until(stats, (all) => all['openai']?.status.startsWith('DOWN') === true);
    expect(await servedBy(url, CALLS)).toEqual({ deepseek: CALLS });

    await world.fleet.openai.setFault('ok');
    const back = await until(stats, (all) => all['openai']?.status === 'UP', 20_000);
    expect(back['openai']!.weight).toBeGreaterThan(0);
    expect(back['openai']!.weight).toBeLessThan(50);
    const later = await until(stats, (all) => all['openai']!.weight >= 50, 20_000);
    expect(later['openai']!.status).toBe('UP');
    expect(Object.keys(await servedBy(url, CALLS)).toSorted()).toEqual(['deepseek', 'openai']);
  }, 60_000);

  it('keeps both when both fail: nobody is told that all are down', async () => {
    await Promise.all([world.fleet.openai.setFault('500'), world.fleet.deepseek.setFault('500')]);
    await until(
      () => world.app.get('/health/integration/routing?pool=chat'),
      ({ body }) => body.panic,
    );
    const seen = await until(stats, (all) => Object.values(all).every(({ status }) => status === 'UP'));
    for (const { weight } of Object.values(seen)) expect(weight).toBeGreaterThan(0);
    await Promise.all([world.fleet.openai.setFault('ok'), world.fleet.deepseek.setFault('ok')]);
  }, 60_000);
});
