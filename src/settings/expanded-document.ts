import { dotted, isMapping, type Path } from './document.ts';
import { expandText, variablesIn } from './expansion.ts';
import type { SettingsProblem } from './problems.ts';
import { isSecretPath, isSecretVariable } from './redact.ts';
import type { Variables } from './variables.ts';

// chosen: the documented file is seven deep; a file that contains itself through an anchor is endless
const MAX_DEPTH = 32;

/** The document with every placeholder in its texts replaced; keys are left alone. */
export class DocumentExpansion {
  readonly problems: SettingsProblem[] = [];
  readonly #variables: Variables;

  constructor(variables: Variables) {
    this.#variables = variables;
  }

  expand(value: unknown, path: Path = []): unknown {
    if (typeof value === 'string') return value.includes('${') ? this.#expandText(value, path) : value;
    if (typeof value !== 'object' || value === null) return value;
    if (path.length > MAX_DEPTH) {
      this.#report(path.slice(0, 4), `must not be nested deeper than ${MAX_DEPTH} levels`, null);
      return undefined;
    }
    if (Array.isArray(value)) return value.map((item, index) => this.expand(item, [...path, index]));
    if (!isMapping(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, child]) => [key, this.expand(child, [...path, key])]),
    );
  }

  #expandText(text: string, path: Path): unknown {
    const isSecretPlace = isSecretPath(path);
    const {
      text: expanded,
      missing,
      malformed,
    } = expandText(text, (name) => this.#variables.get(name, isSecretPlace || isSecretVariable(name)));
    if (malformed !== null) this.#report(path, `must have well-formed placeholders: ${malformed}`, null);
    for (const name of new Set(missing)) {
      this.#report(
        path,
        `needs the environment variable ${name}, which is not set`,
        `write \${${name}:-} if it may be missing`,
      );
    }
    // a default that is not taken still names a variable that may be set
    for (const name of variablesIn(text)) this.#variables.get(name, isSecretPlace || isSecretVariable(name));
    return malformed === null && missing.length === 0 ? expanded : undefined;
  }

  #report(path: Path, rule: string, hint: string | null): void {
    this.problems.push({ key: dotted(path), rule, value: null, hint });
  }
}
