import type { StatusPageKind, StatusPageSettings } from '../settings/settings.ts';

/** By what addresses of each kind look like; first match wins. */
const BY_ADDRESS: readonly (readonly [pattern: RegExp, kind: StatusPageKind])[] = [
  [/^status\.cloud\.google\.com\/.*\.json$/, 'google'],
  [/^api\.onlineornot\.com\//, 'onlineornot'],
  [/\/api\/v2\/summary\.json$/, 'statuspage'],
  [/\/index\.json$/, 'betterstack'],
  [/\.(rss|xml|atom)$|\/(rss|feed|atom)\/?$|^rssfeed\./, 'rss'],
  [/^[^/]+\/summary\.json$/, 'instatus'],
];

/** The kind that the settings name, or the address shows; null leaves it to the first answer. */
export function kindOf({ kind, url }: StatusPageSettings): StatusPageKind | null {
  if (kind !== null) return kind;
  const { host, pathname } = new URL(url);
  return BY_ADDRESS.find(([pattern]) => pattern.test(host + pathname))?.[1] ?? null;
}

/** A page as it is named to people: its address without the query, which may hold a key. */
export function sourceNameOf(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}
