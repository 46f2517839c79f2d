import { Secret } from './secret.ts';
import { SecretDigest } from './secret-digest.ts';

/**
 * Whether two parts of the settings say the same. `isDeepStrictEqual` would not do: it takes all secrets for equal,
 * as it cannot see their private value.
 */
export function sameSettings(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (isSecret(a) || isSecret(b)) return sameSecret(a, b);
  if (!isObject(a) || !isObject(b) || Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && sameSettings(a[key], b[key]));
}

function sameSecret(a: unknown, b: unknown): boolean {
  if (a instanceof Secret) return b instanceof Secret && a.equals(b);
  return a instanceof SecretDigest && b instanceof SecretDigest && a.equals(b);
}

function isSecret(value: unknown): boolean {
  return value instanceof Secret || value instanceof SecretDigest;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
