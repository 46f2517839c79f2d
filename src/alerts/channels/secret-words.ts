import type { Secret } from '../../settings/secret.ts';
import { clipped, onOneLine } from '../message/clipped.ts';
import { withoutKeys } from '../message/without-keys.ts';

const REDACTED = '[redacted]';
/** chosen: anything shorter would cut holes into innocent text. */
const SHORTEST_SECRET = 6;
/** chosen: enough to recognise what is wrong. */
const QUOTED_CHARACTERS = 200;

/** What must not come out of a channel, even if its receiver says it. */
export class SecretWords {
  readonly #words: readonly string[];

  constructor(secrets: readonly (Secret | string | null)[]) {
    const words = secrets.flatMap((secret) => {
      if (secret === null) return [];
      return spellings(typeof secret === 'string' ? secret : secret.reveal());
    });
    // a word within a longer one goes last, so that the longer one goes whole
    this.#words = [...new Set(words)]
      .filter((word) => word.length >= SHORTEST_SECRET)
      .toSorted((a, b) => b.length - a.length);
  }

  hide(text: string): string {
    return withoutKeys(this.#words.reduce((clean, word) => clean.replaceAll(word, REDACTED), text));
  }

  /** The beginning of what somebody said, on one line; empty where it is a page for browsers. */
  quote(text: string): string {
    const clean = onOneLine(this.hide(text));
    return clean.startsWith('<') ? '' : clipped(clean, QUOTED_CHARACTERS);
  }
}

/** Of a URL every part that may be the secret: receivers quote the path, or one id of it. */
function spellings(secret: string): string[] {
  const url = URL.parse(secret);
  if (url === null) return [secret];
  const { pathname, search, searchParams, username, password } = url;
  const parts = [secret, pathname + search, ...pathname.split('/'), ...searchParams.values()];
  return [...parts, username, password].flatMap((part) => [part, decoded(part)]);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // not encoded after all: it stands as it is
    return text;
  }
}
