/** What a spreadsheet would take for the beginning of a formula. */
const FORMULA = /^[=+\-@\t\r]/;
const NEEDS_QUOTES = /[",\r\n]/;
const END_OF_LINE = '\r\n';

/** One line of RFC 4180, its end included. */
export function csvLine(values: readonly unknown[]): string {
  return values.map(csvCell).join(',') + END_OF_LINE;
}

/** Numbers stay numbers, nothing is empty, and no text begins a formula. */
function csvCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
