import { readFileSync } from 'node:fs';
import { withWebhook } from './alert-variables.ts';
import { readApiTokens } from './api-tokens.ts';
import { contradictions } from './contradictions.ts';
import { deepFreeze } from './deep-freeze.ts';
import { isMapping, withValueAt, type Mapping } from './document.ts';
import { readEnvironment, unknownVariables, type EnvironmentOverride } from './environment.ts';
import { DocumentExpansion } from './expanded-document.ts';
import { settingsFile } from './file-path.ts';
import { fingerprint } from './fingerprint.ts';
import { settingsSchema } from './file.schema.ts';
import { isHandedDown, withDefaultsHandedDown } from './inheritance.ts';
import { check, type PlacedProblem } from './issues.ts';
import { SettingsError, type SettingsProblem, type SettingsWarning } from './problems.ts';
import type { ApiToken } from './process-settings.ts';
import { Redaction } from './redact.ts';
import type { Settings } from './settings.ts';
import { unwise } from './unwise.ts';
import { Variables, type Environment } from './variables.ts';
import { parseYaml, type ParsedYaml } from './yaml-document.ts';

/** Where settings are read from. */
export interface LoadOptions {
  /** Path of the settings file [BELLWETHER_CONFIG, else `config/bellwether.yaml` of the package]. */
  readonly file?: string;
  /** What a file would hold (snake_case), instead of a file. */
  readonly document?: Readonly<Record<string, unknown>>;
  /** The environment [that of this process]. */
  readonly env?: Environment;
  /** Kinds of providers beside our own: those of the probes that the application brings along [none]. */
  readonly kinds?: readonly string[];
}

/** Settings, and where they came from. */
export interface LoadedSettings {
  readonly settings: Settings;
  /** What works but is unwise. */
  readonly warnings: readonly SettingsWarning[];
  /** The settings file; null when a document was given. */
  readonly file: string | null;
  /** The settings file and every secret file that was read, each with its fingerprint of just before. */
  readonly files: ReadonlyMap<string, string>;
  /** Environment variables that override the file. */
  readonly overrides: readonly string[];
}

/**
 * Reads file and environment into settings that are validated, complete and frozen.
 *
 * @throws SettingsError with every problem found
 */
export function loadSettings(options: LoadOptions = {}): LoadedSettings {
  // the only place that looks at the environment of the process
  const env = options.env ?? process.env;
  const file =
    options.document === undefined ? (options.file ?? settingsFile(env['BELLWETHER_CONFIG'])) : null;
  return new SettingsLoad(env, file, options.kinds ?? []).run(options.document);
}

class SettingsLoad {
  readonly #file: string | null;
  readonly #kinds: readonly string[];
  readonly #redaction = new Redaction();
  readonly #variables: Variables;
  readonly #problems: SettingsProblem[] = [];
  readonly #files = new Map<string, string>();
  #isFileRead = true;

  constructor(env: Environment, file: string | null, kinds: readonly string[]) {
    this.#file = file;
    this.#kinds = kinds;
    this.#variables = new Variables(env, this.#redaction);
  }

  run(document: unknown): LoadedSettings {
    const environment = readEnvironment(this.#variables, this.#redaction);
    const written = withoutEmptySections(this.#file === null ? document : this.#read(this.#file));
    const expansion = new DocumentExpansion(this.#variables);
    const expanded = expansion.expand(written);
    const tokens = this.#apiTokens(environment.overrides);
    this.#problems.push(
      ...environment.problems,
      ...this.#variables.problems,
      // a file that could not be read may name some of them
      ...(this.#isFileRead ? unknownVariables(this.#variables) : []),
      ...expansion.problems,
    );
    const merged = isMapping(expanded) ? withOverrides(expanded, environment.overrides) : expanded;
    const settings = this.#check(merged, tokens, environment.overrides);
    return {
      settings,
      warnings: unwise(settings, written as Mapping),
      file: this.#file,
      files: new Map([...this.#files, ...this.#variables.files]),
      overrides: environment.overrides.map(({ variable }) => variable.name),
    };
  }

  #read(file: string): unknown {
    const { value, problems } = this.#readFile(file);
    this.#problems.push(...problems);
    this.#isFileRead = problems.length === 0;
    return value ?? {};
  }

  #readFile(file: string): ParsedYaml {
    try {
      this.#files.set(file, fingerprint(file));
      return parseYaml(readFileSync(file, 'utf8'), file);
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code ?? String(error);
      const hint = 'BELLWETHER_CONFIG names the settings file';
      return {
        value: {},
        problems: [{ key: file, rule: `must be a readable file (${reason})`, value: null, hint }],
      };
    }
  }

  #apiTokens(overrides: readonly EnvironmentOverride[]): readonly ApiToken[] {
    const list = overrideOf(overrides, 'BELLWETHER_API_TOKENS');
    if (list === null) return [];
    const { tokens, problems } = readApiTokens(list, this.#redaction);
    this.#problems.push(...problems);
    return tokens;
  }

  #check(
    merged: unknown,
    apiTokens: readonly ApiToken[],
    overrides: readonly EnvironmentOverride[],
  ): Settings {
    const before = isMapping(merged) ? merged : {};
    const inForce = withDefaultsHandedDown(before);
    const document = isMapping(merged) ? inForce : merged;
    const { value, problems } = check(settingsSchema(this.#kinds), document, this.#redaction);
    const single = problems.filter(({ path }) => !isHandedDown(before, path));
    const wrong = new Set(single.map(({ key }) => key));
    const mutual = contradictions(before, inForce, this.#kinds).filter(({ key }) => !wrong.has(key));
    const all = withoutEchoes(this.#problems, [...single, ...mutual], overrides);
    if (value === null || all.length > 0) {
      const scrubbed = all.map((problem) => this.#redaction.scrub(problem));
      throw new SettingsError(scrubbed, this.#file ?? 'the given settings');
    }
    return deepFreeze({ ...value, apiTokens });
  }
}

/** A section of which every line is commented out is a key without a value, and means nothing. */
function withoutEmptySections(document: unknown): unknown {
  if (!isMapping(document)) return document;
  return Object.fromEntries(Object.entries(document).filter(([, section]) => section !== null));
}

function overrideOf(overrides: readonly EnvironmentOverride[], name: string): string | null {
  const override = overrides.find(({ variable }) => variable.name === name);
  return override === undefined ? null : String(override.value);
}

function withOverrides(document: Mapping, overrides: readonly EnvironmentOverride[]): Mapping {
  let merged = document;
  for (const { variable, value } of overrides) {
    if (variable.path !== null) merged = withValueAt(merged, variable.path, value);
  }
  const url = overrideOf(overrides, 'HEALTH_ALERT_WEBHOOK_URL');
  return url === null ? merged : withWebhook(merged, url, overrideOf(overrides, 'BELLWETHER_WEBHOOK_SECRET'));
}

/** All problems, each once: what follows from an earlier one is left out, and a variable is called by its name. */
function withoutEchoes(
  earlier: readonly SettingsProblem[],
  placed: readonly PlacedProblem[],
  overrides: readonly EnvironmentOverride[],
): SettingsProblem[] {
  const variableAt = new Map(
    overrides.map(({ variable }) => [variable.path?.join('.') ?? '', variable.name]),
  );
  const told = new Set(earlier.map(({ key }) => key));
  const later = placed
    .filter(({ key }) => !told.has(key))
    .map(({ path: _path, ...problem }) => ({ ...problem, key: variableAt.get(problem.key) ?? problem.key }));
  return [...earlier, ...later];
}
