/**
 * What it costs to ask who it is: the decision alone, and a read of /health/integration without tokens, with one and
 * with fifty, beside a Fastify that sends the same body.
 * Run: node bench/access/access.bench.ts [--json] [--seconds N of each round of each contestant]
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Entrance, type Visitor } from '../../src/access/entrance.ts';
import { SystemClock } from '../../src/clock/clock.ts';
import { loadSettings } from '../../src/settings/load.ts';
import { Bellwether } from '../bellwether.ts';
import { measure, nanoseconds, report } from '../harness.ts';
import { Load, type LoadTarget } from '../http/load.ts';
import { MeasuredProcess } from '../measured-process.ts';
import { ratios, sampleRow } from '../sample-row.ts';

const { values } = parseArgs({ strict: false, options: { seconds: { type: 'string', default: '2' } } });
const ROUND_S = Number(values.seconds);
const ROUNDS = 5;
const CONNECTIONS = 16;
const DECISIONS = 200_000;
const MANY = 50;
const DECISION_BUDGET_NS = 10_000;
const SECRET = 'a-secret-of-thirty-two-characters';
const READ = { requirement: 'read', tokenInQuery: false } as const;
const PATH = '/health/integration';
const UNLIMITED = { rate_limit: { reads_per_minute: 0, failed_logins_per_minute: 0 } };
const BARE_SERVER = fileURLToPath(new URL('../http/bare-server.ts', import.meta.url));
const HEADERS = { authorization: `Bearer ${SECRET}` };
const directory = mkdtempSync(join(tmpdir(), 'bellwether-bench-'));
const processes: MeasuredProcess[] = [];

/** The one that is shown comes last. */
function tokens(count: number): string {
  const others = Array.from({ length: count - 1 }, (_, i) => `other-${i}:read:${SECRET}-${i}`);
  return [...others, `reader:read:${SECRET}`].join(',');
}

async function decisions(): Promise<Awaited<ReturnType<typeof measure>>> {
  const decide = (name: string, env: Record<string, string>, authorization?: string) => {
    const { settings } = loadSettings({ document: { server: UNLIMITED }, env });
    const entrance = new Entrance(() => settings, new SystemClock());
    const headers = { host: 'localhost', ...(authorization !== undefined && { authorization }) };
    const visitor: Visitor = { method: 'GET', originalUrl: PATH, ip: '127.0.0.1', headers };
    const run = (): void => {
      for (let i = 0; i < DECISIONS; i++) entrance.admit(visitor, READ);
    };
    return { name, operations: DECISIONS, run };
  };
  const token = HEADERS.authorization;
  return measure([
    decide('none', {}),
    decide('one', { BELLWETHER_API_TOKENS: tokens(1) }, token),
    decide('many', { BELLWETHER_API_TOKENS: tokens(MANY) }, token),
  ]);
}

interface Contestant extends LoadTarget {
  readonly server: MeasuredProcess;
}

async function bellwether(count: number): Promise<Contestant> {
  const own = mkdtempSync(join(directory, 'own-'));
  const file = join(own, 'unlimited.yaml');
  const provider = { kind: 'http', base_url: 'http://127.0.0.1:9', enabled: false };
  const providers = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`provider-${i}`, provider]));
  writeFileSync(file, JSON.stringify({ egress: { enabled: false }, providers, server: UNLIMITED }));
  const env = {
    BELLWETHER_CONFIG: file,
    ...(count > 0 && { BELLWETHER_API_TOKENS: tokens(count) }),
  };
  const started = await Bellwether.start({ directory: own, providers, env });
  processes.push(started.process);
  const headers = count > 0 ? HEADERS : {};
  return { server: started.process, url: started.url + PATH, headers };
}

async function bare({ url, headers = {} }: Contestant): Promise<Contestant> {
  const file = join(directory, 'body.json');
  writeFileSync(file, Buffer.from(await (await fetch(url, { headers })).arrayBuffer()));
  const server = await MeasuredProcess.start({ args: [BARE_SERVER, 'fastify', file], ready: /"port":(\d+)/ });
  processes.push(server);
  return { server, url: `http://127.0.0.1:${server.ready[1]}/` };
}

async function rounds(contestants: Readonly<Record<string, Contestant>>): Promise<Map<string, number[]>> {
  const results = new Map<string, number[]>(Object.keys(contestants).map((name) => [name, []]));
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [name, contestant] of Object.entries(contestants)) {
      const load = new Load(contestant, CONNECTIONS);
      const beforeMs = contestant.server.cpuMs();
      const { requests } = await load.closedLoop(ROUND_S, CONNECTIONS);
      const cpuMs = contestant.server.cpuMs() - beforeMs;
      await load.close();
      if (round > 0) results.get(name)!.push((cpuMs * 1_000) / requests);
    }
  }
  return results;
}

async function run(): Promise<void> {
  Bellwether.build();
  const decided = await decisions();
  const none = await bellwether(0);
  const contestants = {
    none,
    one: await bellwether(1),
    many: await bellwether(MANY),
    fastify: await bare(none),
  };
  const measured = await rounds(contestants);
  const cpu = (label: string, name: string) =>
    sampleRow(`${label}: CPU a request`, 'µs', measured.get(name)!);
  const beside = (name: string) => ratios(measured.get(name)!, measured.get('none')!);
  report({
    name: 'access',
    figures: {
      decision_none_ns: {
        ...nanoseconds(decided, 'none', DECISION_BUDGET_NS),
        name: 'decision without tokens',
      },
      decision_one_ns: {
        ...nanoseconds(decided, 'one', DECISION_BUDGET_NS),
        name: 'decision with one token',
      },
      decision_many_ns: { ...nanoseconds(decided, 'many'), name: `decision with ${MANY} tokens` },
      none_cpu_us: cpu('read without tokens', 'none'),
      one_cpu_us: cpu('read with one token', 'one'),
      many_cpu_us: cpu(`read with ${MANY} tokens`, 'many'),
      one_cpu_ratio: sampleRow('one token: CPU, × without', '×', beside('one'), { budget: 1.2 }),
      many_cpu_ratio: sampleRow(`${MANY} tokens: CPU, × without`, '×', beside('many')),
    },
    against: { fastify_cpu_us: cpu('Fastify, same body', 'fastify') },
  });
}

try {
  await run();
} finally {
  await Promise.all(processes.map((each) => each.stop()));
  rmSync(directory, { recursive: true });
}
