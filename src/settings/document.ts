/** Settings before they are checked: what YAML or a caller gave. */
export type Mapping = Record<string, unknown>;

export type Path = readonly (string | number)[];

export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function asMapping(value: unknown): Mapping {
  return isMapping(value) ? value : {};
}

export function valueAt(document: unknown, path: readonly PropertyKey[]): unknown {
  let value = document;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

/** The document with a value at `path`; what stands in the way and is no mapping stays, to be reported. */
export function withValueAt(document: Mapping, [key, ...rest]: readonly string[], value: unknown): Mapping {
  if (key === undefined) return document;
  if (rest.length === 0) return { ...document, [key]: value };
  const child = document[key] ?? {};
  return isMapping(child) ? { ...document, [key]: withValueAt(child, rest, value) } : document;
}

export function dotted(path: readonly PropertyKey[]): string {
  return path.length === 0 ? '(settings)' : path.map(String).join('.');
}

/** A number, or a text that expansion made of one; undefined for anything else. */
export function asNumber(value: unknown): number | undefined {
  const number = numeric(value);
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** Environment variables are text, so `${PORT:-3000}` arrives as text where a number belongs. */
export function numeric(value: unknown): unknown {
  return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : value;
}
