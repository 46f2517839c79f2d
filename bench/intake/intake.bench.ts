import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bellwether } from '../bellwether.ts';
import { report, type Row } from '../harness.ts';
import { MeasuredProcess } from '../measured-process.ts';
import { ratios, sampleRow } from '../sample-row.ts';
import { posts } from './posts.ts';

/**
 * POST of outcomes in batches of 100 and one by one, beside a Fastify that parses the same bodies and does nothing
 * with them. Targets are ten providers that nobody probes within the run; one call in a hundred fails.
 */

const ROUNDS = 5;
/** By number and not by time: on a busy machine a few seconds are over before the code is compiled. */
const WARM_UP_REQUESTS = 8_000;
const ROUND_REQUESTS = 3_000;
const CONNECTIONS = 8;
const PROVIDERS = 10;
const BODIES = 50;
const LEAST_SHARE = 0.6;
const ONCE_A_DAY_S = 86_400;
const BATCHES = [100, 1] as const;
const PATH = '/health/integration/observations';

interface Round {
  readonly cpuUs: number;
  readonly perSecond: number;
}

/** Answers everything, so that what is watched is healthy. */
async function startAnswerer(): Promise<{ url: string; close(): void }> {
  const server = createServer((_request, response) => response.end('{}'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

function outcome(index: number): object {
  const isOk = (index * 37) % 101 !== 0;
  return {
    target: `provider-${index % PROVIDERS}`,
    ok: isOk,
    ...(isOk ? { http_status: 200 } : { failure: 'server_error', http_status: 500 }),
    latency_ms: 300 + ((index * 7919) % 900) + 0.4,
    ttft_ms: 100 + ((index * 104_729) % 200),
    output_tokens: 20 + (index % 200),
    model: 'gpt-5-mini',
    request_id: `req_${index.toString(36).padStart(12, '0')}`,
  };
}

function bodiesOf(size: number): Buffer[] {
  return Array.from({ length: BODIES }, (_, body) => {
    const items = Array.from({ length: size }, (_, item) => outcome(body * size + item));
    return Buffer.from(JSON.stringify(size === 1 ? items[0] : { items }));
  });
}

async function oneRound(server: MeasuredProcess, url: string, bodies: readonly Buffer[]): Promise<Round> {
  const beforeMs = server.cpuMs();
  const seconds = await posts(url, bodies, { requests: ROUND_REQUESTS, connections: CONNECTIONS });
  const cpuUs = ((server.cpuMs() - beforeMs) * 1_000) / ROUND_REQUESTS;
  return { cpuUs, perSecond: ROUND_REQUESTS / seconds };
}

function rowsOf(size: number, ours: readonly Round[], bare: readonly Round[]): Record<string, Row>[] {
  const cpu = (rounds: readonly Round[]) => rounds.map(({ cpuUs }) => cpuUs / size);
  const rate = (rounds: readonly Round[]) => rounds.map(({ perSecond }) => perSecond * size);
  const key = `batch_${size}`;
  const label = `batches of ${size}`;
  const budget = size === 1 ? {} : { budget: LEAST_SHARE, atLeast: true };
  return [
    {
      [`${key}_cpu_us`]: sampleRow(`${label}: CPU an outcome`, 'µs', cpu(ours)),
      [`${key}_per_second`]: sampleRow(`${label}: outcomes`, '/s', rate(ours)),
      [`${key}_cpu_share`]: sampleRow(
        `${label}: share of bare Fastify, by CPU`,
        '×',
        ratios(cpu(bare), cpu(ours)),
        budget,
      ),
      [`${key}_rate_share`]: sampleRow(
        `${label}: share of bare Fastify, by rate`,
        '×',
        ratios(rate(ours), rate(bare)),
        budget,
      ),
    },
    {
      [`${key}_fastify_cpu_us`]: sampleRow(`${label}: CPU an outcome, bare Fastify`, 'µs', cpu(bare)),
      [`${key}_fastify_per_second`]: sampleRow(`${label}: outcomes, bare Fastify`, '/s', rate(bare)),
    },
  ];
}

async function run(directory: string): Promise<void> {
  Bellwether.build();
  const answerer = await startAnswerer();
  const provider = { kind: 'http', base_url: answerer.url, interval_seconds: ONCE_A_DAY_S };
  const providers = Object.fromEntries(
    Array.from({ length: PROVIDERS }, (_, i) => [`provider-${i}`, provider]),
  );
  const bellwether = await Bellwether.start({ directory, providers });
  await bellwether.allHealthy();
  const bare = await MeasuredProcess.start({
    args: [new URL('bare-intake.ts', import.meta.url).pathname],
    ready: /"port":(\d+)/,
  });
  const bareUrl = `http://127.0.0.1:${bare.ready[1]}/`;
  try {
    const measured = BATCHES.map((size) => ({
      size,
      bodies: bodiesOf(size),
      ours: [] as Round[],
      bare: [] as Round[],
    }));
    for (const { bodies } of measured) {
      const warmUp = { requests: WARM_UP_REQUESTS, connections: CONNECTIONS };
      await posts(bellwether.url + PATH, bodies, warmUp);
      await posts(bareUrl, bodies, warmUp);
    }
    for (let round = 0; round < ROUNDS; round++) {
      for (const each of measured) {
        each.ours.push(await oneRound(bellwether.process, bellwether.url + PATH, each.bodies));
        each.bare.push(await oneRound(bare, bareUrl, each.bodies));
      }
    }
    const rows = measured.map(({ size, ours, bare: theirs }) => rowsOf(size, ours, theirs));
    report({
      name: `intake (bodies of ${measured.map(({ bodies }) => bodies[0]!.length).join(' and ')} bytes)`,
      figures: Object.assign({}, ...rows.map(([figures]) => figures)),
      against: Object.assign({}, ...rows.map(([, against]) => against)),
    });
  } finally {
    // open till then: a failed call is looked into, and who is not there would not be healthy
    answerer.close();
    await Promise.all([bellwether.process.stop(), bare.stop()]);
  }
}

const directory = mkdtempSync(join(tmpdir(), 'bellwether-intake-'));
try {
  await run(directory);
} finally {
  rmSync(directory, { recursive: true });
}
