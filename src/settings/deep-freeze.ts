import { Secret } from './secret.ts';

export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  if (!(value instanceof Secret)) for (const child of Object.values(value)) deepFreeze(child);
  return value;
}
