import type { SettingsProblem } from './problems.ts';
import { Secret } from './secret.ts';

export const REDACTED = '[redacted]';

const SECRET_KEY = /(^|_)(key|token|tokens|secrets?|password|passwd|authorization|credentials)$/i;
const SECRET_URL_KEY = /(^|_)(database|redis|webhook)_url$/i;
const SECRET_VARIABLE = /(KEY|TOKENS?|SECRET|PASSWORD|CREDENTIALS|DSN|(DATABASE|REDIS|WEBHOOK)_URL)$/;
/** How vendors' keys begin; catches a key that was written where none belongs. */
const LOOKS_LIKE_A_KEY = /\b(sk|pk|rk|xox[a-z]|gh[a-z]|key|glpat|AIza)[-_]?[A-Za-z0-9_-]{12,}/;
const URL_CREDENTIALS = /:\/\/[^/?#\s]*@/;
// chosen: long enough to recognise a wrong value, short enough for one line
const SHOWN_CHARACTERS = 80;
// chosen: a shorter secret would blot out innocent text everywhere
const SHORTEST_HIDDEN = 4;

/** Whether an environment variable of that name holds something to be hidden (and may come as `NAME_FILE`). */
export function isSecretVariable(name: string): boolean {
  return SECRET_VARIABLE.test(name);
}

export function isSecretPath(path: readonly PropertyKey[]): boolean {
  // an item of a list is as secret as its list
  const named = /^\d+$/.test(String(path.at(-1))) ? path.slice(0, -1) : path;
  const last = String(named.at(-1) ?? '');
  if (SECRET_KEY.test(last) || SECRET_URL_KEY.test(last)) return true;
  const isChannel = path[0] === 'alerts' && path[1] === 'channels';
  return path.includes('headers') || (isChannel && /urls?$/.test(last));
}

/** The URL without user, password and query, for people who need to know where, not how. */
export function redactUrl(url: string): string {
  return url.replace(URL_CREDENTIALS, `://${REDACTED}@`).replace(/\?.*$/, `?${REDACTED}`);
}

/** Knows the secrets of one load, and shows values without them. */
export class Redaction {
  readonly #secrets = new Set<string>();

  hide(secret: string): void {
    if (secret.length >= SHORTEST_HIDDEN) this.#secrets.add(secret);
  }

  /** One line for a message, or null where there is nothing to show. */
  show(path: readonly PropertyKey[], value: unknown): string | null {
    if (value === undefined) return null;
    if (value === null) return 'nothing';
    if (value instanceof Secret || isSecretPath(path)) return REDACTED;
    if (Array.isArray(value)) return 'a list';
    if (typeof value === 'object') return 'a mapping';
    return typeof value === 'string' ? this.#showText(value) : JSON.stringify(value);
  }

  /** The problem without the secrets that a quotation in it may hold. */
  scrub(problem: SettingsProblem): SettingsProblem {
    const { key, rule, value, hint } = problem;
    return {
      key: this.#isOpen(key) ? key : REDACTED,
      rule: this.#isOpen(rule) ? rule : 'is not valid',
      value: value === null || this.#isOpen(value) ? value : REDACTED,
      hint: hint === null || this.#isOpen(hint) ? hint : null,
    };
  }

  #isOpen(text: string): boolean {
    if (LOOKS_LIKE_A_KEY.test(text) || URL_CREDENTIALS.test(text)) return false;
    for (const secret of this.#secrets) if (text.includes(secret)) return false;
    return true;
  }

  #showText(text: string): string {
    if (!this.#isOpen(text)) return REDACTED;
    return JSON.stringify(text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text);
  }
}
