import type { ApiRole, ApiToken } from './process-settings.ts';
import type { SettingsProblem } from './problems.ts';
import { REDACTED, type Redaction } from './redact.ts';
import { Secret } from './secret.ts';

const KEY = 'BELLWETHER_API_TOKENS';
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
    if (rule === null) tokens.push({ name, role: role as ApiRole, secret: new Secret(secret) });
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

function brokenRule(
  entry: { name: string; role: string; secret: string },
  known: readonly ApiToken[],
): string | null {
  if (entry.name === '' || entry.secret === '') return 'must be a list of name:role:secret';
  if (!ROLES.includes(entry.role)) return `must have a role of ${ROLES.join(', ')}`;
  if (known.some(({ name }) => name === entry.name)) return 'must have names that differ';
  return null;
}
