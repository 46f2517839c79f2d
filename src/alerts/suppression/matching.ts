import type { Alert } from '../alert.ts';
import { Pattern } from './pattern.ts';
import type { Matcher } from './silence.ts';

/** What of an alert can be matched. */
export const MATCHED_NAMES = ['rule', 'target', 'provider', 'severity', 'tag', 'blame', 'instance'] as const;
type MatchedName = (typeof MATCHED_NAMES)[number];

/** A test made once of matchers, of which all must hold. A name that does not exist holds for nothing. */
export function matcherOf(matchers: readonly Matcher[]): (alert: Alert) => boolean {
  const tests = matchers.map(testOf);
  return (alert) => tests.length > 0 && tests.every((test) => test(alert));
}

function testOf({ name, value, isRegex, isEqual }: Matcher): (alert: Alert) => boolean {
  const pattern = isRegex ? new Pattern(value) : null;
  const holds = (text: string): boolean => (pattern === null ? text === value : pattern.matches(text));
  return (alert) => (VALUES[name as MatchedName]?.(alert) ?? []).some(holds) === isEqual;
}

/** An alert has several tags, and of what it has not the empty text. */
const VALUES: Readonly<Record<MatchedName, (alert: Alert) => readonly string[]>> = {
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
