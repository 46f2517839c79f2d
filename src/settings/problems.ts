/** One thing that is wrong with the settings, told so that it can be mended without looking anything up. */
export interface SettingsProblem {
  /** Dotted key of the file (`providers.openai.kind`), or the name of an environment variable. */
  readonly key: string;
  /** What must hold: `a number from 10 to 300`. */
  readonly rule: string;
  /** What was found, redacted; null where there is nothing to show. */
  readonly value: string | null;
  /** What was probably meant: `did you mean openai?`. */
  readonly hint: string | null;
}

/** A setting that works but is unwise. */
export interface SettingsWarning {
  readonly key: string;
  readonly message: string;
}

/** One line for people: key, rule, what was found, and what was probably meant. */
export function describeProblem(problem: SettingsProblem): string {
  const found = problem.value === null ? '' : `; got ${problem.value}`;
  const hint = problem.hint === null ? '' : ` (${problem.hint})`;
  return `${problem.key}: ${problem.rule}${found}${hint}`;
}

/** Thrown when settings cannot be used; carries every problem found, not only the first. */
export class SettingsError extends Error {
  readonly code = 'settings_invalid';
  readonly problems: readonly SettingsProblem[];

  constructor(problems: readonly SettingsProblem[], origin: string) {
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
    super(
      [`settings are invalid: ${count} in ${origin}`, ...problems.map((p) => `  ${describeProblem(p)}`)].join(
        '\n',
      ),
    );
    this.name = 'SettingsError';
    this.problems = problems;
  }
}
