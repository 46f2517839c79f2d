import { createHash, randomUUID } from 'node:crypto';

const ID_CHARACTERS = 32;

/** The same for the same key. A key may hold anything, an id is letters, digits and `-`. */
export function taskIdOf(idempotencyKey: string | null): string {
  if (idempotencyKey === null) return randomUUID();
  return createHash('sha256').update(idempotencyKey).digest('hex').slice(0, ID_CHARACTERS);
}
