import type { ApiRole, ApiToken } from './process-settings.ts';
import type { SettingsProblem } from './problems.ts';
import { REDACTED, type Redaction } from './redact.ts';
import { SecretDigest } from './secret-digest.ts';

const KEY = 'BELLWETHER_API_TOKENS';
// chosen: 96 bits in base64, below which a token can be guessed by trying
export const SHORTEST_SECRET = 16;
const ROLES: readonly string[] = ['read', 'ingest', 'operate'] satisfies ApiRole[];

export interface ReadTokens {
  readonly tokens: readonly ApiToken[];
  readonly problems: readonly SettingsProblem[];
}

/** Reads `name:role:secret`, several separated by commas or white space. The secret may hold colons. */
export function readApiTokens(list: string, redaction: Redaction): ReadTokens {
  const tokens: ApiToken[] = [];
  const problems: SettingsProblem[] = [];
  for (const entry of list.split(/[\s,]+/).filter((part) => part !== '')) {
    const [name = '', role = '', ...rest] = entry.split(':');
    const secret = rest.join(':');
    redaction.hide(secret);
    const rule = brokenRule({ name, role, secret }, tokens);
    if (rule === null) tokens.push(tokenOf(name, role as ApiRole, secret));
    // without all three parts nobody knows which part is the secret
    else
      problems.push({
        key: KEY,
        rule,
        value: secret === '' ? REDACTED : `${name}:${role}:${REDACTED}`,
        hint: null,
      });
  }
  return { tokens, problems };
}

function tokenOf(name: string, role: ApiRole, secret: string): ApiToken {
  return { name, role, digest: new SecretDigest(secret), isShort: secret.length < SHORTEST_SECRET };
}

function brokenRule(
  entry: { name: string; role: string; secret: string },
  known: readonly ApiToken[],
): string | null {
  if (entry.name === '' || entry.secret === '') return 'must be a list of name:role:secret';
  if (!ROLES.includes(entry.role)) return `must have a role of ${ROLES.join(', ')}`;
  if (known.some(({ name }) => name === entry.name)) return 'must have names that differ';
  return null;
}
