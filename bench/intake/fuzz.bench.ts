import { Bellwether } from '../bellwether.ts';
import { report, type Row } from '../harness.ts';
import { oddRequests } from '../../test/support/malformed-bodies.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';

/** 100,000 bodies that nobody should send, over real sockets: what they are answered, and what memory they leave taken. */

const REQUESTS = 100_000;
const SEED = 7;
const CONNECTIONS = 8;
/** chosen: what is compiled, cached and counted by then. */
const WARM_UP = 10_000;
const MOST_GROWTH_MB = 24;

async function heapMb(bellwether: Bellwether): Promise<number> {
  const text = await bellwether.text('/metrics');
  return Number(/^nodejs_heap_size_used_bytes (\d+)/m.exec(text)?.[1]) / 1024 / 1024;
}

/** Every other second the server collects all garbage, so that what is left in the heap is what is kept. */
const COLLECTING = '--expose-gc --import=data:text/javascript,setInterval(globalThis.gc,2000).unref()';

async function settledHeapMb(bellwether: Bellwether): Promise<number> {
  await bellwether.text('/metrics');
  await sleep(6_000);
  return heapMb(bellwether);
}

async function send(url: string, count: number, seed: number): Promise<Map<number, number>> {
  const pool = new Pool(url, { connections: CONNECTIONS });
  const statuses = new Map<number, number>();
  const requests = oddRequests(count, seed);
  const ask = async (): Promise<void> => {
    for (const { url: path, headers, payload } of requests) {
      const { statusCode, body } = await pool.request({ path, method: 'POST', headers, body: payload });
      await body.dump();
      statuses.set(statusCode, (statuses.get(statusCode) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, ask));
  await pool.close();
  return statuses;
}

async function run(directory: string): Promise<void> {
  Bellwether.build();
  const bellwether = await Bellwether.start({
    directory,
    env: { NODE_OPTIONS: COLLECTING },
    providers: { openai: { kind: 'openai', base_url: 'http://127.0.0.1:9/v1', interval_seconds: 86_400 } },
  });
  try {
    await send(bellwether.url, WARM_UP, SEED + 1);
    const beforeMb = await settledHeapMb(bellwether);
    const statuses = await send(bellwether.url, REQUESTS, SEED);
    const afterMb = await settledHeapMb(bellwether);
    const rows: Record<string, Row> = {
      server_errors: {
        name: 'answers of 500 and above',
        value: [...statuses].reduce((sum, [status, count]) => (status >= 500 ? sum + count : sum), 0),
        unit: '',
        budget: 0,
      },
      heap_growth_mb: {
        name: `heap after ${REQUESTS} requests, beside before`,
        value: afterMb - beforeMb,
        unit: 'MB',
        budget: MOST_GROWTH_MB,
      },
      heap_mb: { name: 'heap after', value: afterMb, unit: 'MB' },
    };
    for (const [status, count] of [...statuses].toSorted(([a], [b]) => a - b)) {
      rows[`status_${status}`] = { name: `answers of ${status}`, value: count, unit: '' };
    }
    report({ name: 'intake fuzz', figures: rows, against: {} });
  } finally {
    await bellwether.process.stop();
  }
}

const directory = mkdtempSync(join(tmpdir(), 'bellwether-fuzz-'));
try {
  await run(directory);
} finally {
  rmSync(directory, { recursive: true });
}
