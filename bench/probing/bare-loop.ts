/**
 * The least that a prober can be: keep-alive requests on a schedule, and nothing is done with the answers.
 * Run by the benches: node bare-loop.ts FILE, where FILE holds `{ urls, intervalMs, wheelMs, jitter }`.
 */
import { readFileSync } from 'node:fs';
import { Agent } from 'undici';

interface Plan {
  readonly urls: readonly string[];
  readonly intervalMs: number;
  readonly wheelMs: number;
  /** Share by which an interval may be shortened. */
  readonly jitter: number;
}

/** As in src/probes/http-exchange.ts and src/monitor/probe-schedule.ts, so that both do the same on the wire. */
const KEEP_ALIVE_MS = 55_000;
const START_SPACING_MS = 25;

const { urls, intervalMs, wheelMs, jitter } = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as Plan;
const agent = new Agent({
  allowH2: false,
  keepAliveTimeout: KEEP_ALIVE_MS,
  headersTimeout: 0,
  bodyTimeout: 0,
});
const startedMs = performance.now();
const targets = urls.map((url, i) => ({ url: new URL(url), dueMs: startedMs + i * START_SPACING_MS }));

async function ask(url: URL): Promise<void> {
  const { origin, pathname, search } = url;
  const { body } = await agent.request({ origin, path: pathname + search, method: 'GET' });
  await body.text();
}

function turn(): void {
  const nowMs = performance.now();
  for (const target of targets) {
    if (target.dueMs > nowMs) continue;
    target.dueMs += intervalMs * (1 - jitter * Math.random());
    void ask(target.url);
  }
}

setInterval(turn, wheelMs);
process.stdout.write('started\n');
