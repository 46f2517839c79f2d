/**
 * Start to the first answer and memory when idle, beside an empty Nest application and bare node:http.
 * Run: node bench/start/start.bench.ts [--json]
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Bellwether, NODE_OPTIONS } from '../bellwether.ts';
import { freePort } from '../../test/support/free-port.ts';
import { report, type Row } from '../harness.ts';
import { MeasuredProcess } from '../measured-process.ts';
import { ratios, sampleRow } from '../sample-row.ts';

const ROUNDS = 5;
const SETTLE_MS = 1_500;
const root = fileURLToPath(new URL('../..', import.meta.url));

interface Sample {
  readonly startMs: number;
  /** Of all threads until then: what a busy machine falsifies least. */
  readonly startCpuMs: number;
  readonly rssMb: number;
}

interface Contestant {
  readonly label: string;
  readonly file: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Of Node. */
  readonly options?: readonly string[];
}

// the start is measured, not the network: no probe leaves the machine
const OURS = {
  HEALTH_MONITORING_ENABLED: 'false',
  BELLWETHER_CONFIG: `${root}config/bellwether.yaml`,
  DATABASE_URL: 'memory:',
};
const CONTESTANTS = {
  bellwether: {
    label: 'Bellwether as npm start runs it',
    file: 'dist/server.js',
    env: OURS,
    options: NODE_OPTIONS,
  },
  bundled: {
    label: 'the same without compiled code kept from before',
    file: 'dist/server.js',
    env: { ...OURS, NODE_DISABLE_COMPILE_CACHE: '1' },
    options: NODE_OPTIONS,
  },
  unbundled: { label: 'Bellwether unbundled', file: 'dist/main.js', env: OURS },
  empty_nest: { label: 'empty Nest application on Fastify', file: 'bench/start/empty-nest.js' },
  node_http: { label: 'bare node:http', file: 'bench/start/node-http.js' },
} satisfies Record<string, Contestant>;
type Name = keyof typeof CONTESTANTS;
const NAMES = Object.keys(CONTESTANTS) as Name[];

async function measure({ file, env, options = [] }: Contestant): Promise<Sample> {
  const port = await freePort();
  const begunMs = performance.now();
  const started = await MeasuredProcess.start({
    args: [...options, file],
    cwd: root,
    env: { ...env, PORT: String(port) },
    ready: /listening/,
  });
  try {
    await (await fetch(`http://127.0.0.1:${port}/health/live`)).arrayBuffer();
    const startMs = performance.now() - begunMs;
    const startCpuMs = started.cpuMs();
    await sleep(SETTLE_MS);
    return { startMs, startCpuMs, rssMb: started.rssMb() };
  } finally {
    await started.stop();
  }
}

async function measureAll(): Promise<Map<Name, Sample[]>> {
  const samples = new Map<Name, Sample[]>(NAMES.map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of NAMES) samples.get(name)!.push(await measure(CONTESTANTS[name]));
  }
  return samples;
}

Bellwether.build();
const samples = await measureAll();

const all = (name: Name, figure: keyof Sample): number[] =>
  samples.get(name)!.map((sample) => sample[figure]);

function rowsOf(name: Name): Record<string, Row> {
  const { label } = CONTESTANTS[name];
  return {
    [`${name}_start_ms`]: sampleRow(`${label}: start`, 'ms', all(name, 'startMs')),
    [`${name}_start_cpu_ms`]: sampleRow(`${label}: CPU of a start`, 'ms', all(name, 'startCpuMs')),
    [`${name}_rss_mb`]: sampleRow(`${label}: RSS`, 'MB', all(name, 'rssMb')),
  };
}

const FIGURES = { startMs: 'start', startCpuMs: 'CPU of a start', rssMb: 'RSS' } as const;

function ratioRow(name: Name, figure: keyof Sample, budget: number): Row {
  const label = `${CONTESTANTS[name].label}: ${FIGURES[figure]}, times empty Nest`;
  return sampleRow(label, '×', ratios(all(name, figure), all('empty_nest', figure)), { budget });
}

report({
  name: 'start',
  figures: {
    ...rowsOf('bellwether'),
    start_ratio: ratioRow('bellwether', 'startMs', 0.8),
    start_cpu_ratio: ratioRow('bellwether', 'startCpuMs', 0.8),
    rss_ratio: ratioRow('bellwether', 'rssMb', 1.3),
    bundled_start_ratio: ratioRow('bundled', 'startMs', 0.8),
    bundled_start_cpu_ratio: ratioRow('bundled', 'startCpuMs', 0.8),
    unbundled_start_cpu_ratio: ratioRow('unbundled', 'startCpuMs', 1.3),
    unbundled_start_ratio: ratioRow('unbundled', 'startMs', 1.3),
  },
  against: Object.assign({}, ...NAMES.slice(1).map(rowsOf)) as Record<string, Row>,
});
