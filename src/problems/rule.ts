import type { z } from 'zod';

type Issue = z.core.$ZodIssue;
type SizeIssue = z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig;

const TYPE_NAMES: Readonly<Record<string, string>> = { int: 'integer', array: 'list', record: 'object' };
const FORMAT_NAMES: Readonly<Record<string, string>> = {
  datetime: 'ISO 8601 date and time',
  date: 'ISO 8601 date',
  url: 'URL',
  uuid: 'UUID',
  safeint: 'integer',
};
const COUNTED: Readonly<Record<string, string>> = {
  string: 'characters',
  array: 'items',
  set: 'items',
  map: 'entries',
};

type Rules = { readonly [Code in Issue['code']]: (issue: Extract<Issue, { code: Code }>) => string };

const RULES: Rules = {
  invalid_type: ({ expected }) => TYPE_NAMES[expected] ?? expected,
  invalid_value: ({ values }) => oneOf(values),
  too_small: (issue) => sizeRule(issue, issue.minimum, 'at least', '>'),
  too_big: (issue) => sizeRule(issue, issue.maximum, 'at most', '<'),
  not_multiple_of: ({ divisor }) => `multiple of ${divisor}`,
  invalid_format: formatRule,
  invalid_union: discriminatorRule,
  // these hold issues or keys of their own, which are told one by one
  unrecognized_keys: ({ message }) => message,
  invalid_key: ({ message }) => message,
  invalid_element: ({ message }) => message,
  // a refinement says its rule itself
  custom: ({ message }) => message,
};

/** What must hold, in the words of the API: `integer`, `>= 1`, `one of open|close|reset`. */
export function ruleOf(issue: Issue): string {
  const rule = RULES[issue.code] as (issue: Issue) => string;
  return rule(issue);
}

function oneOf(values: readonly unknown[]): string {
  return values.length === 1 ? `exactly ${String(values[0])}` : `one of ${values.map(String).join('|')}`;
}

function sizeRule(issue: SizeIssue, bound: number | bigint, words: string, sign: string): string {
  const counted = COUNTED[issue.origin];
  const isInclusive = issue.inclusive ?? true;
  if (issue.origin === 'date')
    return `${sign}${isInclusive ? '=' : ''} ${new Date(Number(bound)).toISOString()}`;
  if (counted !== undefined) return `${words} ${bound} ${counted}`;
  return `${sign}${isInclusive ? '=' : ''} ${bound}`;
}

function formatRule(issue: z.core.$ZodIssueInvalidStringFormat): string {
  if (issue.format === 'regex') return `matches ${issue.pattern ?? 'its pattern'}`;
  return FORMAT_NAMES[issue.format] ?? issue.format.replaceAll('_', ' ');
}

function discriminatorRule(issue: z.core.$ZodIssueInvalidUnion): string {
  const options: unknown = 'options' in issue ? issue.options : undefined;
  return Array.isArray(options) ? oneOf(options) : issue.message;
}
