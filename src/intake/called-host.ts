/** Where a call went. */
export interface CalledHost {
  /** Lower-case. */
  readonly hostname: string;
  /** Null where the reporter did not say. */
  readonly port: number | null;
}

const USUAL_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/** chosen: the longest name that DNS allows, and a port. */
const LONGEST = 260;

/** Host and port of a URL, the scheme's usual port where it names none; null for what is no URL. */
export function hostOfUrl(url: string): CalledHost | null {
  const parsed = url.length > 8 * LONGEST ? null : URL.parse(url);
  if (parsed === null || parsed.hostname === '') return null;
  const port = parsed.port === '' ? (USUAL_PORTS[parsed.protocol] ?? null) : Number(parsed.port);
  return { hostname: parsed.hostname.toLowerCase(), port };
}

/** Host of a `server.address`, which some instrumentations fill with a URL, and `server.port`. */
export function hostOfAddress(address: string, port: number | null): CalledHost | null {
  if (address.includes('://')) return hostOfUrl(address);
  if (!/^[\w.\-:[\]]+$/.test(address) || address.length > LONGEST) return null;
  const isPort = port !== null && Number.isInteger(port) && port > 0 && port <= 65_535;
  return { hostname: address.toLowerCase(), port: isPort ? port : null };
}

/** As settings and people write it; the usual port of HTTPS goes without saying. */
export function hostText({ hostname, port }: CalledHost): string {
  return port === null || port === USUAL_PORTS['https:'] ? hostname : `${hostname}:${port}`;
}
