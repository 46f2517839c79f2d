import { hash, timingSafeEqual } from 'node:crypto';
import { inspect } from 'node:util';
import { REDACTED } from './redact.ts';

/** What is kept of a secret that is only ever compared: enough to recognise it, too little to use it. */
export class SecretDigest {
  // SHA-256 and not a slow hash: tokens are made by machines, and one is recognised at every request
  readonly #sha256: Buffer;

  constructor(secret: string) {
    this.#sha256 = hash('sha256', secret, 'buffer');
  }

  /** Takes the same time wherever the two differ, and however long the secrets were. */
  equals(other: SecretDigest): boolean {
    return timingSafeEqual(this.#sha256, other.#sha256);
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [inspect.custom](): string {
    return REDACTED;
  }
}
