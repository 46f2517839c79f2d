/** One step into a document: a member's name or an element's index; negative ones count from the end. */
export type JsonPathSegment = string | number;

const SEGMENT =
  /\.([A-Za-z_\u0080-\u{10ffff}][\w\u0080-\u{10ffff}]*)|\[(-?(?:0|[1-9]\d*))\]|\['((?:[^'\\]|\\['\\])*)'\]|\["((?:[^"\\]|\\["\\])*)"\]/uy;

/**
 * Reads a singular query of RFC 9535: `$`, names and indices, and nothing that could match more than one value.
 * Null for anything else.
 */
export function parseJsonPath(path: string): readonly JsonPathSegment[] | null {
  if (!path.startsWith('$')) return null;
  const segments: JsonPathSegment[] = [];
  SEGMENT.lastIndex = 1;
  while (SEGMENT.lastIndex < path.length) {
    const match = SEGMENT.exec(path);
    if (match === null) return null;
    const [, name, index, single, double] = match;
    const quoted = (single ?? double)?.replace(/\\(.)/g, '$1');
    segments.push(index === undefined ? (name ?? quoted ?? '') : Number(index));
  }
  return segments;
}

/** The value at a place of a parsed document; undefined where there is none. */
export function valueAtJsonPath(document: unknown, segments: readonly JsonPathSegment[]): unknown {
  let value = document;
  for (const segment of segments) {
    if (typeof segment === 'number')
      value = Array.isArray(value) ? (value as unknown[]).at(segment) : undefined;
    else value = memberOf(value, segment);
  }
  return value;
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, name) ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}
