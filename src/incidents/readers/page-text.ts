import type { EpochMs } from '../../clock/clock.ts';

/** chosen: a title that is longer is a story. */
const LONGEST_TITLE = 200;
const LONGEST_WORD = 40;

/** Foreign text for one line: no control characters, no runs of blanks, and an end. */
export function titleOf(text: string): string {
  const clean = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  return clean.length > LONGEST_TITLE ? `${clean.slice(0, LONGEST_TITLE - 1)}…` : clean;
}

/** An enumerator of the page in lower case, whatever its spelling; empty where it has none. */
export function wordOf(text: string | null | undefined): string {
  return (text ?? '')
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_')
    .slice(0, LONGEST_WORD);
}

/** What an enumerator of the page means; `unknown` for a word that nobody knows, and never good news. */
export function meaningOf<Value extends string>(
  table: Readonly<Record<string, Value>>,
  text: string | null | undefined,
): Value | 'unknown' {
  const word = wordOf(text);
  // A page may well say `constructor`.
  return (Object.hasOwn(table, word) ? table[word] : undefined) ?? 'unknown';
}

/** Null where the page gives none that we can read. */
export function epochOf(text: string | null | undefined): EpochMs | null {
  const at = Date.parse(text ?? '');
  return Number.isNaN(at) ? null : at;
}

/** An address that is safe to show as a link; null for any other. */
export function linkOf(text: string | null | undefined, base?: string): string | null {
  const url = URL.parse(text ?? '', base);
  const isWeb = url !== null && (url.protocol === 'https:' || url.protocol === 'http:');
  return isWeb && text ? url.href : null;
}

/** Whether an id or a name is among what the filter names; names in any case. */
export function isNamed(
  wanted: readonly string[],
  id: string | null | undefined,
  name?: string | null,
): boolean {
  return wanted.some((each) => each === id || (!!name && each.toLowerCase() === name.toLowerCase()));
}
