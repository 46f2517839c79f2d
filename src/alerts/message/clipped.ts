const ELLIPSIS = '…';
/** C0 and C1 controls, and what turns the direction of a line around: none of them belongs into a sentence. */
const CONTROL = /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]+/gu;
const LONE_SURROGATE = /\p{Surrogate}/gu;

/** On one line, whatever it was; receivers take no half of a character. */
export function onOneLine(text: string): string {
  return text.replace(CONTROL, ' ').replace(LONE_SURROGATE, '\uFFFD').trim();
}

/** At most so many UTF-16 units, as most receivers count, and never half of a character. */
export function clipped(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const cut = text.slice(0, Math.max(0, maxLength - ELLIPSIS.length));
  return `${cut.replace(/[\uD800-\uDBFF]$/, '').trimEnd()}${ELLIPSIS}`;
}

/** How many bytes it is on the wire. */
export function bytesOf(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}
