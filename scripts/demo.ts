import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startFleet, type Fleet } from '../test/support/simulators/fleet.ts';
import { build, DemoServer, isFree } from './demo/server.ts';
import { StatusWatch } from './demo/status-watch.ts';
import { beatsOf, STORY, STORY_SECONDS, tableOf } from './demo/story.ts';

const USAGE = `npm run demo -- [options]
  --port N    port of the server [3000]
  --fast      the story at four times the pace
  --once      tells the story once and ends
  --verbose   shows what the server logs
`;
const FAST_PACE = 4;
const ROOT = new URL('../', import.meta.url);

interface DemoOptions {
  readonly port: number;
  readonly pace: number;
  readonly isOnce: boolean;
  readonly isVerbose: boolean;
}

function readOptions(): DemoOptions | null {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '3000' },
      fast: { type: 'boolean', default: false },
      once: { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Error(`--port must be a whole number from 1 to 65535, got ${values.port}`);
  }
  return { port, pace: values.fast ? FAST_PACE : 1, isOnce: values.once, isVerbose: values.verbose };
}

function tell(line: string): void {
  process.stdout.write(`${new Date().toTimeString().slice(0, 8)} ${line}\n`);
}

function introduce(url: string, { pace }: DemoOptions): void {
  process.stdout.write(`
Bellwether watches six simulated providers. Open

  ${url}/                        the dashboard
  ${url}/health/integration      the same as JSON

What will happen (the clock starts now; Ctrl-C ends it):

${tableOf(STORY, pace)}

“›” is what we do to a provider, the other lines are what Bellwether makes of it.

`);
}

async function tellStory(fleet: Fleet, pace: number, signal: AbortSignal): Promise<void> {
  const startMs = performance.now();
  const until = (seconds: number): Promise<void> =>
    delay(Math.max(0, startMs + seconds * 1_000 - performance.now()), undefined, { signal });
  for (const { atSeconds, provider, fault, says } of beatsOf(STORY, pace)) {
    await until(atSeconds);
    await fleet[provider].setFault(fault);
    tell(`› ${provider} ${says}`);
  }
  await until(STORY_SECONDS / pace);
}

async function tellStories(fleet: Fleet, options: DemoOptions, signal: AbortSignal): Promise<void> {
  do await tellStory(fleet, options.pace, signal);
  while (!options.isOnce);
}

/** Ends when the story does, when the server dies, or when the signal fires. */
async function run(options: DemoOptions, fleet: Fleet, stop: AbortSignal): Promise<void> {
  const server = new DemoServer({
    root: ROOT,
    port: options.port,
    isVerbose: options.isVerbose,
    environment: {
      ...fleet.environment,
      BELLWETHER_CONFIG: 'config/demo.yaml',
      DATABASE_URL: 'memory:',
      PORT: String(options.port),
      HOST: '127.0.0.1',
    },
  });
  const over = new AbortController();
  const signal = AbortSignal.any([stop, over.signal]);
  try {
    await server.listening(signal);
    introduce(server.url, options);
    const watch = new StatusWatch(server.url, tell);
    await Promise.race([tellStories(fleet, options, signal), watch.run(signal), server.ended()]);
    tell(`the story is over: ${watch.changes} changes of status`);
  } finally {
    over.abort();
    await server.stop();
  }
}

async function main(): Promise<void> {
  const options = readOptions();
  if (options === null) {
    process.stdout.write(USAGE);
    return;
  }
  if (!(await isFree(options.port))) {
    throw new Error(`port ${options.port} is in use: choose another with --port`);
  }
  await build(ROOT);
  const interrupt = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => interrupt.abort());
  const fleet = await startFleet({ latencyMs: 60, tokenDelayMs: 15 });
  try {
    await run(options, fleet, interrupt.signal);
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
    tell('stopped');
  } finally {
    await fleet.close();
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`demo: ${(error as Error).message}\n`);
  process.exitCode = 1;
}
