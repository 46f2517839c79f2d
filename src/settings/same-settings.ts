import { Secret } from './secret.ts';

/**
 * Whether two parts of the settings say the same. `isDeepStrictEqual` would not do: it takes all secrets for equal,
 * as it cannot see their private value.
 */
export function sameSettings(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (a instanceof Secret) return b instanceof Secret && a.equals(b);
  if (!isObject(a) || !isObject(b) || b instanceof Secret || Array.isArray(a) !== Array.isArray(b))
    return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && sameSettings(a[key], b[key]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
