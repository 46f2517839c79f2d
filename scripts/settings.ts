import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describeSettings } from '../src/settings/describe.ts';
import { defaultSettingsFile } from '../src/settings/file-path.ts';
import { settingsJsonSchemaText } from '../src/settings/json-schema.ts';
import { loadSettings } from '../src/settings/load.ts';
import { SettingsError } from '../src/settings/problems.ts';

const USAGE = `npm run settings                    prints the settings in force, without secrets
npm run settings -- FILE            the same for another file
npm run settings -- --json-schema   writes config/bellwether.schema.json
`;

function print(file: string | undefined): void {
  const { settings, warnings, ...origin } = loadSettings(file === undefined ? {} : { file });
  for (const { key, message } of warnings) process.stderr.write(`warning: ${key}: ${message}\n`);
  process.stdout.write(
    `# file: ${origin.file}\n# overridden by: ${origin.overrides.join(', ') || 'nothing'}\n`,
  );
  process.stdout.write(describeSettings(settings));
}

function writeJsonSchema(): void {
  const file = join(dirname(defaultSettingsFile()), 'bellwether.schema.json');
  writeFileSync(file, settingsJsonSchemaText());
  process.stdout.write(`wrote ${file}\n`);
}

function run(argument: string | undefined): void {
  if (argument === '--json-schema') return writeJsonSchema();
  if (argument === '--help') return void process.stdout.write(USAGE);
  try {
    print(argument);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

run(process.argv[2]);
