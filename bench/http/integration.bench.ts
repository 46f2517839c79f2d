/**
 * What reading /health/integration costs the server, beside Fastify and node:http sending the same bytes. What counts
 * is the server's CPU time for a request; the rate comes second, because the load runs on the same machine.
 * Run: node bench/http/integration.bench.ts [--json] [--seconds N of each round of each contestant]
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
import { MeasuredProcess } from '../measured-process.ts';
import { ratios, sampleRow } from '../sample-row.ts';
import { Load, type LoadTarget } from './load.ts';

const { values } = parseArgs({ strict: false, options: { seconds: { type: 'string', default: '2' } } });
const ROUND_S = Number(values.seconds);
const ROUNDS = 5;
const FEW = 10;
const MANY = 1_000;
const CONNECTIONS = 16;
const OPEN_LOOP = { perSecond: 1_000, seconds: 3, connections: 64 };
const MOST_CPU = 1.3;
const LEAST_RATE = 0.7;
const LEAST_AGAINST_SERIALISING = 20;
const MOST_P99 = 1.5;
/** Its answers never change while the bench runs: each target is asked once. */
const ONCE_A_DAY_S = 86_400;
const BARE_SERVER = fileURLToPath(new URL('bare-server.ts', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'bellwether-bench-'));
const processes: MeasuredProcess[] = [];

interface Contestant extends LoadTarget {
  readonly server: MeasuredProcess;
}

interface Round {
  readonly cpuUs: number;
  readonly perSecond: number;
}

/** Somebody who answers probes. */
async function startAnswerer(): Promise<{ url: string; close: () => void }> {
  const server = createServer((_request, response) => response.end('{"ok":true}'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

async function watching(count: number, answererUrl: string): Promise<Bellwether> {
  const provider = (i: number) => {
    const base_url = `${answererUrl}/${i}`;
    return { kind: 'http', name: `Provider ${i}`, base_url, interval_seconds: ONCE_A_DAY_S, tags: ['chat'] };
  };
  const providers = Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`provider-${i}`, provider(i)]),
  );
  const own = mkdtempSync(join(directory, 'watching-'));
  const bellwether = await Bellwether.start({ directory: own, providers });
  processes.push(bellwether.process);
  await bellwether.allHealthy();
  return bellwether;
}

async function bare(kind: string, file: string, headers: Record<string, string> = {}): Promise<Contestant> {
  const args = [BARE_SERVER, kind, file, JSON.stringify(headers)];
  const server = await MeasuredProcess.start({ args, ready: /"port":(\d+)/ });
  processes.push(server);
  return { server, url: `http://127.0.0.1:${server.ready[1]}/` };
}

/** Headers that every HTTP server sends of its own. */
const TRANSPORT = new Set([
  'connection',
  'keep-alive',
  'date',
  'content-length',
  'content-type',
  'transfer-encoding',
]);

interface Read {
  readonly ours: Contestant;
  readonly notModified: Contestant;
  readonly file: string;
  readonly headers: Record<string, string>;
  readonly bytes: number;
}

/** One of our reads, with what it answered as a file for the others to send. */
async function readOf({ url, process: server }: Bellwether, path: string, name: string): Promise<Read> {
  const response = await fetch(url + path);
  const bytes = Buffer.from(await response.arrayBuffer());
  const file = join(directory, name);
  writeFileSync(file, bytes);
  const ours = { server, url: url + path };
  const headers = Object.fromEntries([...response.headers].filter(([header]) => !TRANSPORT.has(header)));
  return { ours, notModified: { ...ours, isConditional: true }, file, headers, bytes: bytes.length };
}

/** Rounds of all contestants, interleaved, after one that does not count. */
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

async function oneRound(contestant: Contestant): Promise<Round> {
  const load = new Load(contestant, CONNECTIONS);
  const beforeMs = contestant.server.cpuMs();
  const { requests, seconds } = await load.closedLoop(ROUND_S, CONNECTIONS);
  const cpuMs = contestant.server.cpuMs() - beforeMs;
  await load.close();
  return { cpuUs: (cpuMs * 1_000) / requests, perSecond: requests / seconds };
}

async function p99s(contestants: Readonly<Record<string, Contestant>>): Promise<Map<string, number[]>> {
  const results = new Map<string, number[]>(Object.keys(contestants).map((name) => [name, []]));
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [name, contestant] of Object.entries(contestants)) {
      const load = new Load(contestant, OPEN_LOOP.connections);
      const latencies = await load.openLoop(OPEN_LOOP.seconds, OPEN_LOOP.perSecond);
      await load.close();
      if (round > 0) results.get(name)!.push(latencies[Math.ceil(0.99 * latencies.length) - 1]!);
    }
  }
  return results;
}

const cpuOf = (measured: ReadonlyMap<string, Round[]>, name: string) =>
  measured.get(name)!.map(({ cpuUs }) => cpuUs);
const rateOf = (measured: ReadonlyMap<string, Round[]>, name: string) =>
  measured.get(name)!.map(({ perSecond }) => perSecond);

function rowsOf(label: string, measured: ReadonlyMap<string, Round[]>, name: string): [Row, Row] {
  return [
    sampleRow(`${label}: CPU a request`, 'µs', cpuOf(measured, name)),
    sampleRow(`${label}: rate`, '/s', rateOf(measured, name)),
  ];
}

/** One read beside a Fastify that sends the same body, and one that sends the same headers as well. */
function figuresOf(key: string, label: string, measured: ReadonlyMap<string, Round[]>): Record<string, Row> {
  const [cpu, rate] = rowsOf(label, measured, key);
  const beside = (other: string) => ratios(cpuOf(measured, key), cpuOf(measured, other));
  const rateRatio = ratios(rateOf(measured, key), rateOf(measured, `${key}_fastify`));
  const [most, least] = [{ budget: MOST_CPU }, { budget: LEAST_RATE, atLeast: true }];
  return {
    [`${key}_cpu_us`]: cpu,
    [`${key}_per_second`]: rate,
    [`${key}_cpu_ratio`]: sampleRow(
      `${label}: CPU, × Fastify, same body`,
      '×',
      beside(`${key}_fastify`),
      most,
    ),
    [`${key}_cpu_ratio_same_headers`]: sampleRow(
      `${label}: CPU, × Fastify, same body and headers`,
      '×',
      beside(`${key}_fastify_same_headers`),
      most,
    ),
    [`${key}_rate_ratio`]: sampleRow(`${label}: rate, × Fastify, same body`, '×', rateRatio, least),
  };
}

function latencyRows(latencies: ReadonlyMap<string, number[]>): Record<string, Row> {
  const ours = latencies.get('few')!;
  const ratio = ratios(ours, latencies.get('few_fastify')!);
  const [label, limit] = [`${FEW} targets: p99`, { budget: MOST_P99 }];
  return {
    few_p99_ms: sampleRow(`${label} at ${OPEN_LOOP.perSecond}/s`, 'ms', ours),
    few_p99_ratio: sampleRow(`${label}, × Fastify, same body`, '×', ratio, limit),
  };
}

async function run(): Promise<void> {
  Bellwether.build();
  const answerer = await startAnswerer();
  const [few, many] = await Promise.all([watching(FEW, answerer.url), watching(MANY, answerer.url)]);
  answerer.close();
  const reads = {
    few: await readOf(few, '/health/integration', 'few.json'),
    many: await readOf(many, '/health/integration', 'many.json'),
    summary: await readOf(few, '/health/integration/summary', 'summary.json'),
  };
  const contestants: Record<string, Contestant> = {
    few: reads.few.ours,
    few_fastify: await bare('fastify', reads.few.file),
    few_fastify_same_headers: await bare('fastify', reads.few.file, reads.few.headers),
    few_node: await bare('node', reads.few.file),
    few_not_modified: reads.few.notModified,
    summary: reads.summary.ours,
    summary_fastify: await bare('fastify', reads.summary.file),
    summary_fastify_same_headers: await bare('fastify', reads.summary.file, reads.summary.headers),
    many: reads.many.ours,
    many_fastify: await bare('fastify', reads.many.file),
    many_fastify_same_headers: await bare('fastify', reads.many.file, reads.many.headers),
    many_node: await bare('node', reads.many.file),
    many_not_modified: reads.many.notModified,
    many_serialising: await bare('serialise', reads.many.file),
  };
  const latencies = await p99s({ few: contestants['few']!, few_fastify: contestants['few_fastify']! });
  const measured = await rounds(contestants);
  const against = Object.fromEntries(
    Object.keys(contestants)
      .filter((name) => !(name in reads))
      .flatMap((name) => {
        const [cpu, rate] = rowsOf(name.replaceAll('_', ' '), measured, name);
        return [
          [`${name}_cpu_us`, cpu],
          [`${name}_per_second`, rate],
        ];
      }),
  );
  const serialising = ratios(cpuOf(measured, 'many_serialising'), cpuOf(measured, 'many'));
  report({
    name: `integration (bodies of ${reads.few.bytes} and ${reads.many.bytes} bytes)`,
    figures: {
      ...figuresOf('few', `${FEW} targets`, measured),
      ...latencyRows(latencies),
      ...figuresOf('many', `${MANY} targets`, measured),
      many_against_serialising: sampleRow(
        `${MANY} targets: times cheaper than serialising`,
        '×',
        serialising,
        {
          budget: LEAST_AGAINST_SERIALISING,
          atLeast: true,
        },
      ),
      ...figuresOf('summary', 'summary', measured),
    },
    against: {
      few_fastify_p99_ms: sampleRow('few fastify: p99', 'ms', latencies.get('few_fastify')!),
      ...against,
    },
  });
}

try {
  await run();
} finally {
  await Promise.all(processes.map((each) => each.stop()));
  rmSync(directory, { recursive: true });
}
