/**
 * How soon a provider that fails is known to be down by the traces of an application alone: the OpenAI client, its
 * OpenTelemetry instrumentation and the SDK's batch exporter (every 200 ms), ten calls a second, against a simulator whose
 * list of models stays green. Wall time from the fault, the exporter's delay included.
 * Run: node bench/intake/traced.bench.ts [--json] [--rounds N]
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startFleet } from '../../test/support/simulators/fleet.ts';
import { Bellwether } from '../bellwether.ts';
import { report } from '../harness.ts';
import { sampleRow } from '../sample-row.ts';

const { values } = parseArgs({ strict: false, options: { rounds: { type: 'string', default: '5' } } });
const ROUNDS = Number(values.rounds);
const KEY = 'sk-simulator-0123456789';
const COMPLETIONS = { pathContains: '/chat/completions' };
const APPLICATION = fileURLToPath(new URL('../../test/intake/traced-application.ts', import.meta.url));
const POLL_MS = 20;
const DEADLINE_MS = 120_000;
/** In between, so that windows hold what they would. */
const CALM_MS = 3_000;
const MOST_MS = 2_000;

async function untilStatus(bellwether: Bellwether, status: string): Promise<number> {
  const startMs = performance.now();
  for (;;) {
    const { status: now } = (await bellwether.read('/health/integration/providers/openai')) as {
      status: string;
    };
    const tookMs = performance.now() - startMs;
    if (now === status) return tookMs;
    if (tookMs > DEADLINE_MS) throw new Error(`still ${now} after ${DEADLINE_MS} ms, expected ${status}`);
    await sleep(POLL_MS);
  }
}

Bellwether.build();
const directory = mkdtempSync(join(tmpdir(), 'bellwether-traced-'));
const fleet = await startFleet({ keys: [KEY], tokenDelayMs: 1 });
const bellwether = await Bellwether.start({
  directory,
  providers: {
    openai: {
      kind: 'openai',
      base_url: fleet.baseUrls.openai,
      api_key: '${OPENAI_API_KEY}',
      models: ['gpt-5-mini'],
    },
  },
  env: { OPENAI_API_KEY: KEY },
});
const application = spawn(process.execPath, [APPLICATION, 'proto'], {
  env: {
    PATH: process.env['PATH'],
    NODE_NO_WARNINGS: '1',
    OPENAI_API_KEY: KEY,
    OPENAI_BASE_URL: fleet.baseUrls.openai,
    OTEL_EXPORTER_OTLP_ENDPOINT: bellwether.url,
  },
  stdio: ['ignore', 'pipe', 'inherit'],
});
await once(application.stdout, 'data');
const downMs: number[] = [];
const backMs: number[] = [];
try {
  for (let round = 0; round < ROUNDS; round++) {
    await untilStatus(bellwether, 'healthy');
    await sleep(CALM_MS);
    await fleet.openai.setFault('500', COMPLETIONS);
    downMs.push(await untilStatus(bellwether, 'unhealthy'));
    await sleep(CALM_MS);
    await fleet.openai.heal();
    backMs.push(await untilStatus(bellwether, 'healthy'));
  }
} finally {
  application.kill('SIGKILL');
  await bellwether.process.stop();
  await fleet.close();
  rmSync(directory, { recursive: true });
}
report({
  name: 'intake/traced',
  figures: {
    worst_down_ms: {
      name: 'from the fault to unhealthy, by traces alone, worst round',
      value: Math.max(...downMs),
      unit: 'ms',
      budget: MOST_MS,
    },
    down_ms: sampleRow('the same, median', 'ms', downMs),
    back_ms: sampleRow('from the end of the fault to healthy', 'ms', backMs),
  },
  against: {},
});
