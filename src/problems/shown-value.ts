import { isSecretPath, REDACTED, Redaction } from '../settings/redact.ts';

// chosen: enough to recognise what one sent, too little to carry a document back
const SHOWN_CHARACTERS = 100;

const redaction = new Redaction();

function snakeCase(segment: PropertyKey): string {
  return String(segment)
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toLowerCase();
}

/** `output_tokens` counts, `token` and `tokens` let in. */
function countsTokens(segment: string): boolean {
  return segment.endsWith('_tokens') && segment !== 'api_tokens' && segment !== 'access_tokens';
}

function mayBeSecret(path: readonly PropertyKey[]): boolean {
  const segments = path.map(snakeCase);
  return segments.some(
    (segment, depth) => !countsTokens(segment) && isSecretPath(segments.slice(0, depth + 1)),
  );
}

/** What a problem may show of the value at that path: never a secret, never a whole body. */
export function shownValue(path: readonly PropertyKey[], value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (mayBeSecret(path)) return REDACTED;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'string') return shownText(value);
  return typeof value === 'number' || typeof value === 'boolean' ? value : `a ${typeof value}`;
}

/** One text of the caller's, capped; a vendor's key or a URL's password in it is not repeated. */
export function shownText(text: string): string {
  if (redaction.show([], text) === REDACTED) return REDACTED;
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}
