/**
 * What pushing ten events a second to a thousand listeners costs the server, beside a bare Fastify that writes one shared
 * buffer to each. What counts is the server's CPU time; the listeners run in a process of their own.
 * Run: node bench/live/push.bench.ts [--json] [--seconds N of each round of each contestant] [--clients N]
 */
import { type Socket, connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Bellwether } from '../bellwether.ts';
import { report } from '../harness.ts';
import { MeasuredProcess } from '../measured-process.ts';
import { ratios, sampleRow } from '../sample-row.ts';

const { values } = parseArgs({
  strict: false,
  options: { seconds: { type: 'string', default: '5' }, clients: { type: 'string', default: '1000' } },
});
const [SECONDS, CLIENTS] = [Number(values.seconds), Number(values.clients)];
const ROUNDS = 5;
const MOST_CPU = 1.2;
const SERVER = fileURLToPath(new URL('push-server.ts', import.meta.url));
const KINDS = ['ours', 'fastify', 'stringify'] as const;
const EVENT = Buffer.from('event: status.changed');
/** chosen: so many connections at once that no backlog overflows. */
const AT_ONCE = 50;

type Kind = (typeof KINDS)[number];

interface Round {
  /** CPU microseconds for each event that arrived at a listener. */
  readonly cpuUs: number;
  readonly corePercent: number;
  readonly arrivedPerSecond: number;
}

/** Listeners that count what arrives. */
class Audience {
  readonly #sockets: Socket[] = [];
  arrived = 0;

  async gather(port: number): Promise<void> {
    while (this.#sockets.length < CLIENTS) {
      const missing = Math.min(AT_ONCE, CLIENTS - this.#sockets.length);
      await Promise.all(Array.from({ length: missing }, () => this.#join(port)));
    }
  }

  #join(port: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const socket = connect(port, '127.0.0.1');
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      resolve();
      for (let at = chunk.indexOf(EVENT); at >= 0; at = chunk.indexOf(EVENT, at + 1)) this.arrived++;
    });
    socket.write('GET /health/integration/events HTTP/1.1\r\nhost: bench\r\n\r\n');
    this.#sockets.push(socket);
    return promise;
  }

  leave(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}

async function oneRound(server: MeasuredProcess): Promise<Round> {
  const audience = new Audience();
  await audience.gather(Number(server.ready[1]));
  await sleep(500);
  const [beforeCpuMs, beforeMs, before] = [server.cpuMs(), performance.now(), audience.arrived];
  await sleep(SECONDS * 1_000);
  const [cpuMs, ms] = [server.cpuMs() - beforeCpuMs, performance.now() - beforeMs];
  const arrived = audience.arrived - before;
  audience.leave();
  await sleep(200);
  return {
    cpuUs: (cpuMs * 1_000) / arrived,
    corePercent: (cpuMs / ms) * 100,
    arrivedPerSecond: (arrived * 1_000) / ms,
  };
}

async function started(): Promise<Map<Kind, MeasuredProcess>> {
  const servers = new Map<Kind, MeasuredProcess>();
  for (const kind of KINDS) {
    servers.set(kind, await MeasuredProcess.start({ args: [SERVER, kind], ready: /"port":(\d+)/ }));
  }
  return servers;
}

/** Interleaved, after one round that does not count. */
async function measure(servers: ReadonlyMap<Kind, MeasuredProcess>): Promise<Record<Kind, Round[]>> {
  const rounds: Record<Kind, Round[]> = { ours: [], fastify: [], stringify: [] };
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [kind, server] of servers) rounds[kind].push(await oneRound(server));
  }
  for (const kind of KINDS) rounds[kind].shift();
  return rounds;
}

Bellwether.build();
async function run(): Promise<Record<Kind, Round[]>> {
  const servers = await started();
  try {
    return await measure(servers);
  } finally {
    for (const server of servers.values()) await server.stop();
  }
}

const rounds = await run();
const of = (kind: Kind, field: keyof Round): number[] => rounds[kind].map((round) => round[field]);
const cpu = (kind: Kind) => sampleRow(`${kind}: CPU for an event at a listener`, 'µs', of(kind, 'cpuUs'));
const core = (kind: Kind) => sampleRow(`${kind}: of a core`, '%', of(kind, 'corePercent'));
report({
  name: `push to ${CLIENTS} listeners`,
  figures: {
    cpu_ratio: sampleRow(
      'CPU, × one shared buffer over bare Fastify',
      '×',
      ratios(of('ours', 'cpuUs'), of('fastify', 'cpuUs')),
      { budget: MOST_CPU },
    ),
    cpu_us: cpu('ours'),
    core_percent: core('ours'),
    arrived_per_second: sampleRow('ours: events that arrived', '/s', of('ours', 'arrivedPerSecond')),
  },
  against: {
    fastify_cpu_us: cpu('fastify'),
    fastify_core_percent: core('fastify'),
    fastify_arrived_per_second: sampleRow(
      'fastify: events that arrived',
      '/s',
      of('fastify', 'arrivedPerSecond'),
    ),
    stringify_cpu_us: cpu('stringify'),
    stringify_core_percent: core('stringify'),
  },
});
