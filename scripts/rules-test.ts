import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type RehearsalFile, rehearsalSchema } from '../src/alerts/rehearsal/rehearsal.schema.ts';
import { rehearse, type RehearsalResult } from '../src/alerts/rehearsal/rehearsal.ts';
import { ObservationPipeline } from '../src/monitor/observation-pipeline.ts';
import { fieldErrors } from '../src/problems/field-errors.ts';
import { loadSettings } from '../src/settings/load.ts';
import { SettingsError } from '../src/settings/problems.ts';
import { parseYaml } from '../src/settings/yaml-document.ts';

const USAGE = `npm run rules:test -- FILE...

Lets what a file tells of happen in time of its own, and compares who would be told of what with what it expects: a
message that is missing, that nobody expected or that comes twice is a fault. docs/alerts.md says what a file holds,
examples/alert-rules.test.yaml is one. Ends with 1 when something was not as expected.
`;

class UsageError extends Error {}

function read(path: string): RehearsalFile {
  const { value, problems } = parseYaml(contentsOf(path), path);
  const [problem] = problems;
  if (problem !== undefined) throw new UsageError(`${problem.key}: ${problem.rule}`);
  const parsed = rehearsalSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors = fieldErrors(parsed.error.issues, { name: path, value, schema: rehearsalSchema });
  throw new UsageError(errors.map(({ field, rule }) => `${path}: ${field}: ${rule}`).join('\n'));
}

function contentsOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`${path} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

function run(path: string): RehearsalResult[] {
  const file = read(path);
  const { settings } = loadSettings(
    file.settings_file === undefined
      ? { document: file.settings ?? {} }
      : { file: resolve(dirname(path), file.settings_file) },
  );
  return file.tests.map((test) =>
    rehearse(test, settings, (registry, egress, clock) => new ObservationPipeline(registry, egress, clock)),
  );
}

function describe({ name, faults, told }: RehearsalResult): string {
  if (faults.length === 0) return `ok    ${name}\n`;
  const all = told.length === 0 ? ['nothing'] : told;
  const lines = [
    ...faults.map((fault) => `    ${fault}`),
    '    told in full:',
    ...all.map((text) => `      ${text}`),
  ];
  return `FAIL  ${name}\n${lines.join('\n')}\n`;
}

function main(paths: readonly string[]): void {
  if (paths.length === 0 || paths.includes('--help')) return void process.stdout.write(USAGE);
  let failed = 0;
  let count = 0;
  for (const path of paths) {
    process.stdout.write(`${path}\n`);
    for (const result of run(path)) {
      count++;
      if (result.faults.length > 0) failed++;
      process.stdout.write(describe(result));
    }
  }
  process.stdout.write(`${count - failed} of ${count} as expected\n`);
  if (failed > 0) process.exitCode = 1;
}

try {
  main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError) && !(error instanceof SettingsError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
