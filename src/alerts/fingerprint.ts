import { createHash } from 'node:crypto';
import type { EpochMs } from '../clock/clock.ts';
import type { AlertSubject } from './alert.ts';

/** Rule, target and instance, hashed: nothing that changes while an alert lasts. */
export function fingerprintOf({ rule, targetId, instance }: AlertSubject): string {
  return hashOf([rule, targetId, instance]);
}

/** Of a life that began at that moment; letters, digits and `_`. */
export function alertIdOf(fingerprint: string, at: EpochMs): string {
  return `alt_${at.toString(36)}_${fingerprint.slice(0, 16)}`;
}

/** SHA-256 over JSON, in hexadecimal. */
export function hashOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
