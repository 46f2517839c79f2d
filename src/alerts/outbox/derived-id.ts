import { createHash } from 'node:crypto';

/** An idempotency id of a message that is made from others: the same after a crash, and in every process. */
export function derivedId(kind: string, ...parts: readonly string[]): string {
  return createHash('sha256')
    .update(JSON.stringify([kind, ...parts]))
    .digest('base64url');
}
