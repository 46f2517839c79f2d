import { readFileSync } from 'node:fs';
import { fingerprint } from './fingerprint.ts';
import type { SettingsProblem } from './problems.ts';
import { isSecretVariable, type Redaction } from './redact.ts';

/** Variables by name, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads variables of one load, secret ones from `NAME_FILE` too, and remembers what it read. */
export class Variables {
  readonly problems: SettingsProblem[] = [];
  /** Files that `*_FILE` named, each with its fingerprint of just before it was read. */
  readonly files = new Map<string, string>();
  readonly #asked = new Set<string>();
  readonly #fromFiles = new Map<string, string | undefined>();
  readonly #environment: Environment;
  readonly #redaction: Redaction;

  constructor(environment: Environment, redaction: Redaction) {
    this.#environment = environment;
    this.#redaction = redaction;
  }

  /** Names that the settings file mentions or our own table has. */
  get asked(): ReadonlySet<string> {
    return this.#asked;
  }

  names(): string[] {
    return Object.keys(this.#environment).filter((name) => this.#environment[name] !== undefined);
  }

  /** The value, or undefined when not set. A secret may stand in the file that `NAME_FILE` names instead. */
  get(name: string, isSecret = isSecretVariable(name)): string | undefined {
    this.#asked.add(name);
    const value = this.#environment[name];
    if (!isSecret) return value;
    this.#asked.add(`${name}_FILE`);
    const found = this.#fromFileBeside(name, value) ?? value;
    if (found !== undefined) this.#redaction.hide(found.trim());
    return found;
  }

  #fromFileBeside(name: string, value: string | undefined): string | undefined {
    const file = this.#environment[`${name}_FILE`];
    if (file === undefined || file === '') return undefined;
    if (!this.#fromFiles.has(name)) this.#fromFiles.set(name, this.#readBeside(name, file, value));
    return this.#fromFiles.get(name);
  }

  #readBeside(name: string, file: string, value: string | undefined): string | undefined {
    const key = `${name}_FILE`;
    if (value !== undefined && value !== '') {
      this.#report(key, `must not be set together with ${name}`, null);
      return undefined;
    }
    try {
      this.files.set(file, fingerprint(file));
      const content = readFileSync(file, 'utf8').trim();
      if (content === '') this.#report(key, 'must name a file that is not empty', JSON.stringify(file));
      return content;
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code ?? String(error);
      this.#report(key, `must name a readable file (${reason})`, JSON.stringify(file));
      return undefined;
    }
  }

  #report(key: string, rule: string, value: string | null): void {
    this.problems.push({ key, rule, value, hint: null });
  }
}
