import type { IncomingHttpHeaders } from 'node:http';
import { isLoopback } from '../settings/loopback.ts';

/** What is known of this server that a browser's request is held against. */
export interface BrowserRules {
  /** Origins of pages that may call. */
  readonly origins: readonly string[];
  /** The name that this server was told to listen on; null where any name may lead here. */
  readonly host: string | null;
}

/** Why a request that changes something is not what it seems; null where nothing speaks against it. */
export type BrowserRefusal = { readonly header: 'origin' | 'host'; readonly reason: string };

/**
 * A page of any site can make a browser send requests to this machine. It cannot hide its origin (Fetch standard, `Origin`
 * on every request but GET and HEAD, and on WebSocket handshakes), and one that has its own name point here
 * (DNS rebinding) cannot hide that name.
 */
export function browserRefusal(headers: IncomingHttpHeaders, rules: BrowserRules): BrowserRefusal | null {
  if (isForeignOrigin(headers, rules.origins)) {
    return {
      header: 'origin',
      reason: 'pages of other origins may not do this; server.cors_origins lets them',
    };
  }
  if (rules.host !== null && !isOwnName(headers.host, rules.host)) {
    const reason =
      'without tokens this is done by a name of this machine, as localhost, or by an address of it';
    return { header: 'host', reason };
  }
  return null;
}

function isForeignOrigin(
  { origin, host, ...headers }: IncomingHttpHeaders,
  allowed: readonly string[],
): boolean {
  if (origin === undefined || allowed.includes(origin)) return false;
  // no page can set this header, and behind a proxy that changes Host only it still tells the truth
  if (headers['sec-fetch-site'] === 'same-origin') return false;
  return URL.parse(origin)?.host !== host?.toLowerCase();
}

/** As programs on this machine write it. To parse that costs half of what is done at the entrance (profiled). */
const USUAL_NAME = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,4})?$/;

function isOwnName(host: string | undefined, listening: string): boolean {
  if (host !== undefined && USUAL_NAME.test(host)) return true;
  const name = host === undefined ? undefined : URL.parse(`http://${host}`)?.hostname;
  if (name === undefined) return false;
  const bare = name.replace(/^\[(.*)\]$/, '$1');
  return isLoopback(bare) || bare.endsWith('.localhost') || bare === listening.toLowerCase();
}
