import type { Alert } from '../alert.ts';
import type { Target } from '../../targets/target.ts';
import { Pattern } from './pattern.ts';
import type { Matcher } from './silence.ts';

/** What of an alert can be matched. */
export const MATCHED_NAMES = ['rule', 'target', 'provider', 'severity', 'tag', 'blame', 'instance'] as const;
type MatchedName = (typeof MATCHED_NAMES)[number];

/** The part of an alert that matchers look at. */
export type Matched = Pick<Alert, 'rule' | 'targetId' | 'severity' | 'tags' | 'blame' | 'instance'>;

/** What an alert on a target would be matched by, whatever it says. */
export function aboutTarget({ id, provider }: Target): Matched {
  return { rule: '', targetId: id, severity: 'info', tags: provider.tags, blame: null, instance: '' };
}

/** A test made once of matchers, of which all must hold. A name that does not exist holds for nothing. */
export function matcherOf(matchers: readonly Matcher[]): (alert: Matched) => boolean {
  const tests = matchers.map(testOf);
  return (alert) => tests.length > 0 && tests.every((test) => test(alert));
}

function testOf({ name, value, isRegex, isEqual }: Matcher): (alert: Matched) => boolean {
  const pattern = isRegex ? new Pattern(value) : null;
  const holds = (text: string): boolean => (pattern === null ? text === value : pattern.matches(text));
  return (alert) => (VALUES[name as MatchedName]?.(alert) ?? []).some(holds) === isEqual;
}

/** An alert has several tags, and of what it has not the empty text. */
const VALUES: Readonly<Record<MatchedName, (alert: Matched) => readonly string[]>> = {
  rule: ({ rule }) => [rule],
  target: ({ targetId }) => [targetId ?? ''],
  provider: ({ targetId }) => [providerOf(targetId)],
  severity: ({ severity }) => [severity],
  tag: ({ tags }) => (tags.length === 0 ? [''] : tags),
  blame: ({ blame }) => [blame ?? ''],
  instance: ({ instance }) => [instance],
};

function providerOf(targetId: string | null): string {
  return targetId?.split('/', 1)[0] ?? '';
}
