import { z } from 'zod';
import { didYouMean } from './did-you-mean.ts';
import { dotted, valueAt, type Path } from './document.ts';
import type { SettingsProblem } from './problems.ts';
import type { Redaction } from './redact.ts';

/** A problem that still knows where in the document it is. */
export interface PlacedProblem extends SettingsProblem {
  readonly path: readonly PropertyKey[];
}

export function placed(path: Path, rule: string, value?: unknown, hint: string | null = null): PlacedProblem {
  const shown = value === undefined ? null : JSON.stringify(value);
  return { path, key: dotted(path), rule, value: shown, hint };
}

export interface Checked<T> {
  /** Null exactly when there are problems. */
  readonly value: T | null;
  readonly problems: readonly PlacedProblem[];
}

/** Runs a schema and tells everything it found by key, rule and redacted value. */
export function check<T extends z.ZodType>(
  schema: T,
  document: unknown,
  redaction: Redaction,
): Checked<z.output<T>> {
  const knownKeys = new Map<string, string[]>();
  const result = schema.safeParse(document, {
    // a document is checked once, for which compiling a checker of its own does not pay
    jitless: true,
    error: (issue) => {
      if (issue.code === 'unrecognized_keys' && issue.inst instanceof z.ZodObject) {
        knownKeys.set(dotted(issue.path ?? []), Object.keys(issue.inst.shape));
      }
      return undefined;
    },
  });
  if (result.success) return { value: result.data, problems: [] };
  const problems = result.error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys')
      return unknownKeys(issue, knownKeys.get(dotted(issue.path)) ?? []);
    return [problemOf(issue, document, redaction)];
  });
  return { value: null, problems };
}

function unknownKeys(issue: z.core.$ZodIssueUnrecognizedKeys, known: string[]): PlacedProblem[] {
  return issue.keys.map((key) => ({
    path: [...issue.path, key],
    key: dotted([...issue.path, key]),
    rule: 'is not a known setting',
    value: null,
    hint: didYouMean(key, known) ?? `known here: ${known.join(', ')}`,
  }));
}

function problemOf(issue: z.core.$ZodIssue, document: unknown, redaction: Redaction): PlacedProblem {
  const path = pathInDocument(issue.path, document);
  const value = valueAt(document, path);
  return {
    path,
    key: dotted(path),
    rule: value === undefined && issue.code !== 'custom' ? `is needed: ${issue.message}` : issue.message,
    value: redaction.show(path, value),
    hint: typeof value === 'string' ? didYouMean(value, choicesOf(issue)) : null,
  };
}

/** Where a list may be given as its one item, or a mapping as its one text, that part has no key in the document. */
function pathInDocument(path: readonly PropertyKey[], document: unknown): readonly PropertyKey[] {
  const parent = path.slice(0, -1);
  const above = typeof valueAt(document, parent);
  const isListItem = typeof path.at(-1) === 'number';
  return above === 'string' || (isListItem && above !== 'object') ? parent : path;
}

function choicesOf(issue: z.core.$ZodIssue): string[] {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  if (issue.code === 'invalid_union' && 'options' in issue) return (issue.options as unknown[]).map(String);
  return [];
}
