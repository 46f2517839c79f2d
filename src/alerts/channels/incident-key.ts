import { createHash } from 'node:crypto';

/** What a receiver knows an alert by over all its lives: 64 hexadecimal digits, the same after a restart. */
export function incidentKey(fingerprint: string): string {
  return createHash('sha256').update(fingerprint).digest('hex');
}
