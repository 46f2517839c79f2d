import { describeSettings } from './describe.ts';
import { loadSettings } from './load.ts';
import { SettingsError } from './problems.ts';

/** Where text goes; the standard streams of a process are such. */
export interface TextOutput {
  write(text: string): unknown;
}

export interface PrintOutputs {
  readonly stdout: TextOutput;
  readonly stderr: TextOutput;
}

/**
 * Prints the settings in force, without secrets, or every problem of a file that cannot be used.
 *
 * @param file path [BELLWETHER_CONFIG, else `config/bellwether.yaml` of the package]
 * @returns whether they can be used
 */
export function printSettings(file: string | undefined, { stdout, stderr }: PrintOutputs): boolean {
  try {
    const { settings, warnings, ...origin } = loadSettings(file === undefined ? {} : { file });
    for (const { key, message } of warnings) stderr.write(`warning: ${key}: ${message}\n`);
    stdout.write(`# file: ${origin.file}\n# overridden by: ${origin.overrides.join(', ') || 'nothing'}\n`);
    stdout.write(describeSettings(settings));
    return true;
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    stderr.write(`${error.message}\n`);
    return false;
  }
}
