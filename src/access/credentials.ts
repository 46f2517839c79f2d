import type { IncomingHttpHeaders } from 'node:http';

/** Shown, and nobody's: no token is empty. */
const NO_TOKEN = '';
const BEARER = /^Bearer +([^\s]+) *$/i;
const BASIC = /^Basic +([A-Za-z0-9+/_-]+={0,2}) *$/i;

/**
 * The token that a request shows, or null where it shows none: `Bearer TOKEN`, or the password of `Basic`, which is all
 * that some scrapers and `curl -u :TOKEN` can say; the user is of no account.
 */
export function presentedToken({ authorization }: IncomingHttpHeaders): string | null {
  if (authorization === undefined) return null;
  const bearer = BEARER.exec(authorization)?.[1];
  if (bearer !== undefined) return bearer;
  const pair = BASIC.exec(authorization)?.[1];
  return pair === undefined ? NO_TOKEN : passwordOf(pair);
}

function passwordOf(pair: string): string {
  const text = Buffer.from(pair, 'base64').toString();
  return text.slice(text.indexOf(':') + 1);
}

/** The same of `?access_token=`. */
export function tokenInQuery(url: string): string | null {
  const start = url.indexOf('?');
  return start < 0 ? null : new URLSearchParams(url.slice(start + 1)).get('access_token');
}
