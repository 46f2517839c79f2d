/**
 * What asking for advice over HTTP costs the server, beside Fastify sending the same bytes. What counts is the server's
 * CPU time for a request; the rate comes second, because the load runs on the same machine.
 * Run: node bench/routing/advice.bench.ts [--json] [--seconds N of each round of each contestant]
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Bellwether } from '../bellwether.ts';
import { report, type Row } from '../harness.ts';
import { Load, type LoadTarget } from '../http/load.ts';
import { MeasuredProcess } from '../measured-process.ts';
import { ratios, sampleRow } from '../sample-row.ts';

const { values } = parseArgs({ strict: false, options: { seconds: { type: 'string', default: '2' } } });
const ROUND_S = Number(values.seconds);
const ROUNDS = 5;
const TARGETS = 10;
const CONNECTIONS = 16;
const MOST_CPU = 1.3;
const LEAST_RATE = 0.7;
const ONCE_A_DAY_S = 86_400;
const BARE_SERVER = fileURLToPath(new URL('../http/bare-server.ts', import.meta.url));
const PATHS = {
  plain: '/health/integration/routing',
  filtered: '/health/integration/routing?pool=chat&exclude=provider-3&strategy=latency&limit=5',
};
const directory = mkdtempSync(join(tmpdir(), 'bellwether-bench-'));
const processes: MeasuredProcess[] = [];

interface Contestant extends LoadTarget {
  readonly server: MeasuredProcess;
}

interface Round {
  readonly cpuUs: number;
  readonly perSecond: number;
}

async function watching(): Promise<Bellwether> {
  const answerer = createServer((_request, response) => response.end('{"ok":true}'));
  await new Promise<void>((resolve) => answerer.listen(0, '127.0.0.1', resolve));
  const { port } = answerer.address() as AddressInfo;
  const provider = (i: number) => ({
    kind: 'http',
    base_url: `http://127.0.0.1:${port}/${i}`,
    interval_seconds: ONCE_A_DAY_S,
    tags: ['chat'],
  });
  const providers = Object.fromEntries(
    Array.from({ length: TARGETS }, (_, i) => [`provider-${i}`, provider(i)]),
  );
  const bellwether = await Bellwether.start({ directory, providers });
  processes.push(bellwether.process);
  await bellwether.allHealthy();
  answerer.close();
  answerer.closeAllConnections();
  return bellwether;
}

async function bare(file: string, headers: Record<string, string> = {}): Promise<Contestant> {
  const args = [BARE_SERVER, 'fastify', file, JSON.stringify(headers)];
  const server = await MeasuredProcess.start({ args, ready: /"port":(\d+)/ });
  processes.push(server);
  return { server, url: `http://127.0.0.1:${server.ready[1]}/` };
}

/** Headers that every HTTP server sends of its own. */
const TRANSPORT = new Set(['connection', 'keep-alive', 'date', 'content-length', 'content-type']);

async function contestantsOf(
  { url, process: server }: Bellwether,
  name: keyof typeof PATHS,
): Promise<Record<string, Contestant>> {
  const own = url + PATHS[name];
  const response = await fetch(own);
  const file = join(directory, `${name}.json`);
  writeFileSync(file, Buffer.from(await response.arrayBuffer()));
  const headers = Object.fromEntries([...response.headers].filter(([header]) => !TRANSPORT.has(header)));
  return {
    [name]: { server, url: own },
    [`${name}_fastify`]: await bare(file),
    [`${name}_fastify_same_headers`]: await bare(file, headers),
    [`${name}_not_modified`]: { server, url: own, isConditional: true },
  };
}

async function oneRound(contestant: Contestant): Promise<Round> {
  const load = new Load(contestant, CONNECTIONS);
  const beforeMs = contestant.server.cpuMs();
  const { requests, seconds } = await load.closedLoop(ROUND_S, CONNECTIONS);
  const cpuMs = contestant.server.cpuMs() - beforeMs;
  await load.close();
  return { cpuUs: (cpuMs * 1_000) / requests, perSecond: requests / seconds };
}

async function rounds(contestants: Readonly<Record<string, Contestant>>): Promise<Map<string, Round[]>> {
  const results = new Map<string, Round[]>(Object.keys(contestants).map((name) => [name, []]));
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [name, contestant] of Object.entries(contestants)) {
      const result = await oneRound(contestant);
      if (round > 0) results.get(name)!.push(result);
    }
  }
  return results;
}

function figuresOf(name: keyof typeof PATHS, measured: ReadonlyMap<string, Round[]>): Record<string, Row> {
  const cpu = (of: string) => measured.get(of)!.map(({ cpuUs }) => cpuUs);
  const rate = (of: string) => measured.get(of)!.map(({ perSecond }) => perSecond);
  const [most, least] = [{ budget: MOST_CPU }, { budget: LEAST_RATE, atLeast: true }];
  const sameBody = ratios(cpu(name), cpu(`${name}_fastify`));
  const sameHeaders = ratios(cpu(name), cpu(`${name}_fastify_same_headers`));
  const rateRatio = ratios(rate(name), rate(`${name}_fastify`));
  return {
    [`${name}_cpu_us`]: sampleRow(`${name}: CPU a request`, 'µs', cpu(name)),
    [`${name}_per_second`]: sampleRow(`${name}: rate`, '/s', rate(name)),
    [`${name}_cpu_ratio`]: sampleRow(`${name}: CPU, × Fastify, same body`, '×', sameBody, most),
    [`${name}_cpu_ratio_same_headers`]: sampleRow(
      `${name}: CPU, × Fastify, same body and headers`,
      '×',
      sameHeaders,
      most,
    ),
    [`${name}_rate_ratio`]: sampleRow(`${name}: rate, × Fastify, same body`, '×', rateRatio, least),
  };
}

async function run(): Promise<void> {
  Bellwether.build();
  const bellwether = await watching();
  const contestants = {
    ...(await contestantsOf(bellwether, 'plain')),
    ...(await contestantsOf(bellwether, 'filtered')),
  };
  const measured = await rounds(contestants);
  const others = Object.keys(contestants).filter((name) => !(name in PATHS));
  report({
    name: `routing-advice (${TARGETS} targets)`,
    figures: { ...figuresOf('plain', measured), ...figuresOf('filtered', measured) },
    against: Object.fromEntries(
      others.map((name) => {
        const cpu = measured.get(name)!.map(({ cpuUs }) => cpuUs);
        return [`${name}_cpu_us`, sampleRow(`${name.replaceAll('_', ' ')}: CPU a request`, 'µs', cpu)];
      }),
    ),
  });
}

try {
  await run();
} finally {
  await Promise.all(processes.map((each) => each.stop()));
  rmSync(directory, { recursive: true });
}
