import type { z } from 'zod';
import { didYouMean } from '../settings/did-you-mean.ts';
import { knownKeys } from './known-keys.ts';
import type { FieldError } from './problem.ts';
import { ruleOf } from './rule.ts';
import { shownText, shownValue } from './shown-value.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** What was validated, and against what. */
export interface Input {
  /** What it is called as a whole: `body`, `query`. */
  readonly name: string;
  /** The one key of it that was asked for, as in `@Param('id')`; else undefined. */
  readonly key?: string | undefined;
  readonly value: unknown;
  readonly schema: unknown;
}

/** Every wrong field with rule and value, from the issues of a zod schema (or of any other Standard Schema). */
export function fieldErrors(issues: readonly StandardIssue[], input: Input): FieldError[] {
  return issues.flatMap((issue) => errorsOf(issue, [], input));
}

/** What every Standard Schema library says of an issue; zod adds its code. */
export interface StandardIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
  readonly code?: unknown;
}

function errorsOf(issue: StandardIssue, base: Path, input: Input): FieldError[] {
  const path = [...base, ...(issue.path ?? []).map((one) => (typeof one === 'object' ? one.key : one))];
  if (!isZodIssue(issue)) return [fieldError(path, issue.message, input)];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => fieldError([...path, key], unknownKeyRule(key, path, input), input));
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) return unionErrors(issue, path, input);
  if (issue.code === 'invalid_key')
    return issue.issues.map((one) => fieldError(path, `key: ${ruleOf(one)}`, input));
  if (issue.code === 'invalid_element') return issue.issues.flatMap((one) => errorsOf(one, path, input));
  return [fieldError(path, presenceRule(issue, path, input), input)];
}

function isZodIssue(issue: StandardIssue): issue is Issue {
  return typeof issue.code === 'string';
}

function unknownKeyRule(key: string, path: Path, input: Input): string {
  const hint = didYouMean(key, knownKeys(input.schema, path));
  return hint === null ? 'unknown key' : `unknown key; ${hint}`;
}

/** Of a union's members the one that fits best is meant; where none fits at all, all of them are named. */
function unionErrors(issue: z.core.$ZodIssueInvalidUnion, path: Path, input: Input): FieldError[] {
  const isOfNone = issue.errors.every((branch) =>
    branch.every((one) => one.path.length === 0 && one.code === 'invalid_type'),
  );
  if (isOfNone) {
    const rules = new Set(issue.errors.flatMap((branch) => branch.map(ruleOf)));
    return [fieldError(path, [...rules].join(' or '), input)];
  }
  const closest = issue.errors.toSorted((a, b) => a.length - b.length || depthOf(b) - depthOf(a))[0] ?? [];
  return closest.flatMap((one) => errorsOf(one, path, input));
}

function depthOf(branch: readonly Issue[]): number {
  return Math.max(...branch.map((issue) => issue.path.length));
}

function presenceRule(issue: Issue, path: Path, input: Input): string {
  const rule = ruleOf(issue);
  const isAbsent = issue.code !== 'custom' && valueAt(input.value, path) === undefined;
  return isAbsent ? `required, ${rule}` : rule;
}

function fieldError(path: Path, rule: string, input: Input): FieldError {
  const shown = input.key === undefined ? path : [input.key, ...path];
  const field = shown.length === 0 ? input.name : shownText(shown.map(String).join('.'));
  return { field, rule, value: shownValue(shown, valueAt(input.value, path)) };
}

function valueAt(value: unknown, path: Path): unknown {
  let current = value;
  for (const segment of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, segment)) return undefined;
    current = Reflect.get(current, segment);
  }
  return current;
}
