import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** Start to the first answer and memory when idle, beside an empty Nest application and bare node:http. */

const ROUNDS = 5;
const SETTLE_MS = 1500;
const root = fileURLToPath(new URL('..', import.meta.url));

interface Contestant {
  readonly name: string;
  readonly file: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Sample {
  readonly startMs: number;
  readonly rssMb: number;
}

interface Figures {
  readonly start_ms: number;
  readonly start_ms_spread: readonly [number, number];
  readonly rss_mb: number;
}

// the start is measured, not the network: no probe leaves the machine
const OURS = { HEALTH_MONITORING_ENABLED: 'false', BELLWETHER_CONFIG: `${root}config/bellwether.yaml` };
const CONTESTANTS: readonly Contestant[] = [
  { name: 'node_http', file: 'bench/start/node-http.js' },
  { name: 'empty_nest', file: 'bench/start/empty-nest.js' },
  { name: 'bellwether_unbundled', file: 'dist/main.js', env: OURS },
  { name: 'bellwether_bundled', file: 'dist/server.js', env: { ...OURS, NODE_DISABLE_COMPILE_CACHE: '1' } },
  { name: 'bellwether', file: 'dist/server.js', env: OURS },
];

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port to measure on');
  return address.port;
}

async function measure({ file, env }: Contestant): Promise<Sample> {
  const port = await freePort();
  const begunMs = performance.now();
  const child = spawn(process.execPath, [file], {
    cwd: root,
    env: { PATH: process.env['PATH'], ...env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await Promise.race([once(child.stdout, 'data'), failedStart(child, file)]);
    await (await fetch(`http://127.0.0.1:${port}/health/live`)).arrayBuffer();
    const startMs = performance.now() - begunMs;
    await sleep(SETTLE_MS);
    return { startMs, rssMb: rssMb(child.pid) };
  } finally {
    await ended(child);
  }
}

async function failedStart(child: ChildProcess, file: string): Promise<never> {
  const [code] = await once(child, 'exit');
  throw new Error(`${file} ended with ${code} before it served`);
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

function rssMb(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

function figures(samples: readonly Sample[]): Figures {
  const starts = samples.map(({ startMs }) => startMs);
  return {
    start_ms: Math.round(median(starts)),
    start_ms_spread: [Math.round(Math.min(...starts)), Math.round(Math.max(...starts))],
    rss_mb: Math.round(median(samples.map((sample) => sample.rssMb))),
  };
}

async function run(): Promise<Record<string, Figures>> {
  const samples = new Map<string, Sample[]>(CONTESTANTS.map(({ name }) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const contestant of CONTESTANTS) samples.get(contestant.name)!.push(await measure(contestant));
  }
  return Object.fromEntries([...samples].map(([name, list]) => [name, figures(list)]));
}

function report(all: Record<string, Figures>): void {
  const base = all['empty_nest']!;
  const ratios = Object.entries(all).map(([name, { start_ms, rss_mb }]) => [
    name,
    { start: round2(start_ms / base.start_ms), rss: round2(rss_mb / base.rss_mb) },
  ]);
  console.table(
    Object.fromEntries(
      Object.entries(all).map(([name, one]) => [
        name,
        { ...one, start_ms_spread: one.start_ms_spread.join('–') },
      ]),
    ),
  );
  console.log('times an empty Nest application:');
  console.table(Object.fromEntries(ratios));
  if (process.argv.includes('--json')) {
    console.log(
      JSON.stringify({ name: 'start', figures: all, against: { empty_nest: Object.fromEntries(ratios) } }),
    );
  }
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}

for (const { file } of CONTESTANTS) {
  if (!existsSync(`${root}${file}`)) throw new Error(`${file} is not there: run npm run build first`);
}
report(await run());
