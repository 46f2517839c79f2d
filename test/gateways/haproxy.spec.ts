import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HaproxyAgent } from '../../src/gateways/haproxy-agent.ts';
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
    world = await GatewayWorld.start({
      gateways: { haproxy_agent: { port: agentPort } },
      routing: { slow_start_seconds: 8 },
    });
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
    // against the other one, since the faster of the two has 100 whatever it is held back by
    const ratio = ({ openai, deepseek }: Record<string, ServerStat>): number =>
      openai!.weight / deepseek!.weight;
    const back = await until(stats, (all) => all['openai']?.status === 'UP', 20_000);
    expect(back['openai']!.weight).toBeGreaterThan(0);
    const later = await until(stats, (all) => ratio(all) >= 3 * ratio(back), 20_000);
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

(isHere ? describe : describe.skip)('the words of the agent', () => {
  const closing: (() => Promise<void>)[] = [];
  let answer = 'up 100%';
  let socket: string;

  beforeAll(async () => {
    const [port, front] = [await freePort(), await freePort()];
    const folder = mkdtempSync(join(tmpdir(), 'bellwether-agent-'));
    socket = join(folder, 'admin.sock');
    const limits = { ports: {}, allow: [], timeoutMs: 2_000, maxConnections: 64 };
    const agent = new HaproxyAgent({ host: '127.0.0.1', port, ...limits }, () => answer);
    await agent.listen();
    closing.push(() => agent.close());
    const upstream = await startServer();
    closing.push(upstream.close);
    const proxy = await HaProxy.start(readFileSync(join(EXAMPLES, 'haproxy.cfg'), 'utf8'), front, {
      HAPROXY_SOCKET: socket,
      LLM_ADDRESS: `127.0.0.1:${front}`,
      AGENT_PORT: String(port),
      AGENT_INTERVAL: '50ms',
      OPENAI_ADDRESS: upstream.address,
      DEEPSEEK_ADDRESS: upstream.address,
    });
    closing.push(() => proxy.stop());
    closing.push(async () => rmSync(folder, { recursive: true, force: true }));
  });

  afterAll(async () => {
    for (const close of closing) await close();
  });

  it('mean to HAProxy what we mean by them, one after the other', async () => {
    const TOLD = [
      ['up 40%', 'UP', 40],
      ['up 0%', 'UP', 0],
      ['up 70%', 'UP', 70],
      ['down #circuit_open', 'DOWN (agent)', 70],
      ['up 10%', 'UP', 10],
      ['drain #maintenance', 'DRAIN (agent)', 10],
      // nothing but `ready` ends it
      ['up 20%', 'DRAIN (agent)', 20],
      ['up 30% ready', 'UP', 30],
    ] as const;
    for (const [word, status, weight] of TOLD) {
      answer = word;
      const seen = await until(
        () => statsOf(socket),
        ({ openai }) => openai?.status === status && openai.weight === weight,
      );
      expect([word, seen['openai']?.status, seen['openai']?.weight]).toEqual([word, status, weight]);
    }
  });

  it('stand when the agent is gone', async () => {
    await closing[0]!();
    const { agent } = (await statsOf(socket))['openai']!;
    const seen = await until(
      () => statsOf(socket),
      ({ openai }) => openai?.agent !== agent,
    );
    expect([seen['openai']?.status, seen['openai']?.weight]).toEqual(['UP', 30]);
  });
});

async function startServer(): Promise<{ address: string; close: () => Promise<void> }> {
  const server = createServer((_request, response) => response.end());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
