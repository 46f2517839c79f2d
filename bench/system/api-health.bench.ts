/**
 * What `/api/health` answers like under 500 requests a second, sent on schedule, while one component hangs, beside the
 * same with all components well and beside liveness, which looks at nothing.
 * Run: node bench/system/api-health.bench.ts [--json] [--seconds N of each round]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Bellwether } from '../bellwether.ts';
import { report } from '../harness.ts';
import { Load } from '../http/load.ts';
import { sampleRow } from '../sample-row.ts';

const { values } = parseArgs({ strict: false, options: { seconds: { type: 'string', default: '3' } } });
const ROUND_S = Number(values.seconds);
const ROUNDS = 5;
const PER_SECOND = 500;
const CONNECTIONS = 32;
const MOST_P99_MS = 50;
const P99 = 0.99;

const directory = mkdtempSync(join(tmpdir(), 'bellwether-bench-'));
/** Takes a request and never answers it. */
const hanging = createServer(() => {});
await new Promise<void>((resolve) => hanging.listen(0, '127.0.0.1', resolve));
const { port } = hanging.address() as AddressInfo;

async function serverWith(external: object): Promise<Bellwether> {
  const own = mkdtempSync(join(directory, 'own-'));
  const settings = { own_health: { refresh_seconds: 1, timeout_ms: 2_000, external } };
  return Bellwether.start({ directory: own, providers: {}, settings });
}

async function p99(url: string): Promise<number> {
  const load = new Load({ url }, CONNECTIONS);
  const latencies = await load.openLoop(ROUND_S, PER_SECOND);
  await load.close();
  return latencies[Math.floor(latencies.length * P99)]!;
}

Bellwether.build();
const broken = await serverWith({ billing: { url: `http://127.0.0.1:${port}/` } });
const well = await serverWith({});
const measured = { hanging: [] as number[], well: [] as number[], live: [] as number[] };
try {
  for (let round = 0; round < ROUNDS; round++) {
    measured.hanging.push(await p99(`${broken.url}/api/health`));
    measured.well.push(await p99(`${well.url}/api/health`));
    measured.live.push(await p99(`${well.url}/api/health/live`));
  }
} finally {
  await Promise.all([broken.process.stop(), well.process.stop()]);
  hanging.close();
  hanging.closeAllConnections();
  rmSync(directory, { recursive: true, force: true });
}

report({
  name: 'system/api-health',
  figures: {
    p99_hanging_ms: sampleRow('p99 of /api/health at 500/s while a component hangs', 'ms', measured.hanging, {
      budget: MOST_P99_MS,
    }),
  },
  against: {
    p99_well_ms: sampleRow('the same with all components well', 'ms', measured.well),
    p99_live_ms: sampleRow('liveness', 'ms', measured.live),
  },
});
