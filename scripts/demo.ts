import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { STORY, STORY_SECONDS } from './demo/plot.ts';
import { build, DemoServer, isFree } from './demo/server.ts';
import { Stage } from './demo/stage.ts';
import { beatsOf, tableOf } from './demo/story.ts';
import { Watch } from './demo/watch.ts';

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

function introduce(url: string, stage: Stage, { pace }: DemoOptions): void {
  process.stdout.write(`
Bellwether watches six simulated vendors, seven servers of one's own, and seven status pages. Look at

  curl -s ${url}/health/integration                     everything at a glance
  curl -s ${url}/health/integration/providers/openai    one provider in full; generate: 0.01 USD a day
  curl -s ${url}/health/integration/incidents           what their own pages report, and who was first
  curl -s '${url}/health/integration/graph?format=mermaid'
  curl -s ${url}/metrics

and make trouble of your own (docs/simulators.md):

  curl -X POST ${stage.controlOf('openai')}/fault -d '{"fault":"503"}'

What will happen (the clock starts now; Ctrl-C ends it):

${tableOf(STORY, pace, STORY_SECONDS)}

“›” is what we do to one of them, and where to look; the lines below are what Bellwether makes of it.

`);
}

async function tellStory(stage: Stage, pace: number, signal: AbortSignal): Promise<void> {
  const startMs = performance.now();
  const until = (seconds: number): Promise<void> =>
    delay(Math.max(0, startMs + seconds * 1_000 - performance.now()), undefined, { signal });
  for (const { atSeconds, actor, cue, says, see } of beatsOf(STORY, pace)) {
    await until(atSeconds);
    await stage.tell(actor, cue);
    tell(`› ${actor} ${says}${see === null ? '' : `  [${see}]`}`);
  }
  await until(STORY_SECONDS / pace);
}

async function tellStories(stage: Stage, options: DemoOptions, signal: AbortSignal): Promise<void> {
  do await tellStory(stage, options.pace, signal);
  while (!options.isOnce);
}

/** Ends when the story does, when the server dies, or when the signal fires. */
async function run(options: DemoOptions, stage: Stage, stop: AbortSignal): Promise<void> {
  const server = new DemoServer({
    root: ROOT,
    port: options.port,
    isVerbose: options.isVerbose,
    environment: {
      ...stage.environment,
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
    introduce(server.url, stage, options);
    const watch = new Watch(server.url, tell);
    await Promise.race([tellStories(stage, options, signal), watch.run(signal), server.ended()]);
    tell(`the story is over: ${summaryOf(watch)}`);
  } finally {
    over.abort();
    await server.stop();
  }
}

function summaryOf({ changes, leadSeconds }: Watch): string {
  const lead = leadSeconds === null ? '' : `, and we knew ${leadSeconds.toFixed(1)} s before OpenAI said so`;
  return `${changes} changes${lead}`;
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
  const stage = await Stage.open();
  try {
    await run(options, stage, interrupt.signal);
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
    tell('stopped');
  } finally {
    await stage.close();
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`demo: ${(error as Error).message}\n`);
  process.exitCode = 1;
}
