import { Problem } from '../problems/problem.ts';
import type { BrowserRefusal } from './browser-check.ts';
import type { Caller } from './caller.ts';
import type { Requirement } from './requirement.ts';

const REALM = 'realm="bellwether"';
const MS_PER_SECOND = 1000;

/** RFC 6750, section 3: a challenge names an error only where a token was shown. */
export function unauthenticated(hasShown: boolean): Problem {
  const challenge = hasShown ? `Bearer ${REALM}, error="invalid_token"` : `Bearer ${REALM}`;
  const detail = hasShown
    ? 'nobody has this token'
    : 'needs a token: Authorization: Bearer TOKEN (BELLWETHER_API_TOKENS)';
  return new Problem({ status: 401, detail, headers: { 'www-authenticate': challenge } });
}

export function forbidden({ name, role }: Caller, requirement: Requirement): Problem {
  return new Problem({
    status: 403,
    detail: `this needs the role ${requirement === 'metrics' ? 'read' : requirement}; ${name} has ${role}`,
    headers: {
      'www-authenticate': `Bearer ${REALM}, error="insufficient_scope", scope="${requirement}"`,
    },
  });
}

export function notLocal(): Problem {
  return new Problem({
    status: 403,
    detail:
      'without tokens only this machine is served; set BELLWETHER_API_TOKENS, or BELLWETHER_ALLOW_OPEN=true to let ' +
      'everybody do everything',
  });
}

export function crossSite({ reason }: BrowserRefusal): Problem {
  return new Problem({ status: 403, detail: reason });
}

export function tooMany(waitMs: number, what: string): Problem {
  return new Problem({
    status: 429,
    detail: `too many ${what}`,
    headers: { 'retry-after': String(Math.ceil(waitMs / MS_PER_SECOND)) },
  });
}
