/** What came as JSON and may be anything. */
export type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}

/** Text that is not empty. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** A finite number, also where it is written as text, as Python and protobuf's JSON do. */
export function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string' || !/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value)) return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

/** chosen: longer than any id, model or request id that there is. */
const LONGEST_NAME = 256;

/** Text that may stand for a name; null where it is too long to be one. */
export function nameOf(value: unknown): string | null {
  const text = textOf(value);
  return text === null || text.length > LONGEST_NAME ? null : text;
}
