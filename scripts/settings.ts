import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { defaultSettingsFile } from '../src/settings/file-path.ts';
import { settingsJsonSchemaText } from '../src/settings/json-schema.ts';
import { printSettings } from '../src/settings/print-settings.ts';

const USAGE = `npm run settings                    prints the settings in force, without secrets
npm run settings -- FILE            the same for another file
npm run settings -- --json-schema   writes config/bellwether.schema.json
`;

function writeJsonSchema(): void {
  const file = join(dirname(defaultSettingsFile()), 'bellwether.schema.json');
  writeFileSync(file, settingsJsonSchemaText());
  process.stdout.write(`wrote ${file}\n`);
}

function run(argument: string | undefined): void {
  if (argument === '--json-schema') return writeJsonSchema();
  if (argument === '--help') return void process.stdout.write(USAGE);
  if (!printSettings(argument, process)) process.exitCode = 1;
}

run(process.argv[2]);
