import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Replay } from '../src/history/replay/replay.ts';
import { replayJson } from '../src/history/replay/replay-json.ts';
import { replayText } from '../src/history/replay/replay-text.ts';
import { storeFor } from '../src/history/stores/store-for.ts';
import { ObservationPipeline } from '../src/monitor/observation-pipeline.ts';
import { loadSettings } from '../src/settings/load.ts';
import { SettingsError } from '../src/settings/problems.ts';
import { TargetCatalogue } from '../src/targets/target-catalogue.ts';
import type { Target } from '../src/targets/target.ts';

const USAGE = `npm run replay -- --from TIME --to TIME [--config FILE] [--target ID] [--json]
  --from, --to  ISO 8601 or epoch milliseconds; what is on record from then to then [to: now]
  --config      the settings to try [those in force]
  --target      one target, its models included [all]
  --json        prints one JSON object

Judges what was observed by other settings, and prints the status changes that would have been beside those that were.
The history read is that of DATABASE_URL, else of database_url in the settings tried.
`;

class UsageError extends Error {}

interface Options {
  readonly from: number;
  readonly to: number;
  readonly config: string | undefined;
  readonly target: string | undefined;
  readonly isJson: boolean;
}

function readOptions(): Options | null {
  const { values } = parseArgs({
    options: {
      from: { type: 'string' },
      to: { type: 'string' },
      config: { type: 'string' },
      target: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  const from = timeOf('--from', values.from);
  const to = values.to === undefined ? Date.now() : timeOf('--to', values.to);
  if (to <= from) throw new UsageError(`--to must be after --from, got ${values.to}`);
  return { from, to, config: values.config, target: values.target, isJson: values.json };
}

function timeOf(name: string, text: string | undefined): number {
  const at = text === undefined ? NaN : /^\d+$/.test(text) ? Number(text) : Date.parse(text);
  if (!Number.isNaN(at)) return at;
  throw new UsageError(`${name} must be an ISO 8601 time or epoch milliseconds, got ${text ?? 'nothing'}`);
}

/** A model is judged with its provider: an unhealthy one degrades it. */
function wanted(targets: readonly Target[], id: string | undefined): readonly Target[] {
  if (id === undefined) return targets;
  const chosen = targets.find((target) => target.id === id);
  if (chosen === undefined) {
    const ids = targets.map((target) => target.id).join(', ');
    throw new UsageError(`--target must be one of ${ids}; got ${id}`);
  }
  if (chosen.model !== null) return [chosen];
  return targets.filter(({ provider }) => provider.id === chosen.provider.id);
}

/** Opening would make an empty database of a slip of the pen. */
function refuseNothing(databaseUrl: string): void {
  const isFile = databaseUrl.startsWith('file:');
  const path = databaseUrl.startsWith('file://')
    ? fileURLToPath(databaseUrl)
    : databaseUrl.slice('file:'.length);
  if (databaseUrl === 'memory:' || (isFile && !existsSync(path))) {
    throw new UsageError(`DATABASE_URL must name a history that exists, got ${databaseUrl}`);
  }
}

async function replay({ from, to, config, target, isJson }: Options): Promise<void> {
  const { settings } = loadSettings(config === undefined ? {} : { file: config });
  const targets = wanted(new TargetCatalogue(settings).list(), target);
  const databaseUrl = settings.databaseUrl.reveal();
  refuseNothing(databaseUrl);
  const store = await storeFor(databaseUrl);
  try {
    await store.open();
    const engine = new Replay(
      store,
      (registry, egress, clock) => new ObservationPipeline(registry, egress, clock),
    );
    const report = await engine.run({ targets, from, to });
    process.stdout.write(isJson ? `${JSON.stringify(replayJson(report))}\n` : replayText(report));
  } finally {
    await store.close();
  }
}

async function main(): Promise<void> {
  const options = readOptions();
  if (options === null) return void process.stdout.write(USAGE);
  await replay(options);
}

main().catch((error: unknown) => {
  const isExpected = error instanceof UsageError || error instanceof SettingsError;
  const isArgument = (error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS') === true;
  if (!isExpected && !isArgument) throw error;
  process.stderr.write(`${(error as Error).message}\n${isExpected ? '' : USAGE}`);
  process.exitCode = 1;
});
