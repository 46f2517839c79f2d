import type { Target } from '../targets/target.ts';
import type { Seat, Standing } from './seats.ts';

/** Where a gateway opens connections to. */
export interface Address {
  /** Without the brackets of IPv6. */
  readonly host: string;
  readonly port: number;
}

/** All of a pool that is at one address: to a gateway that balances connections they are one. */
export interface Place extends Address {
  /** The best of its seats'. */
  readonly standing: Standing;
  /** Of all of its seats. */
  readonly share: number;
  readonly seats: readonly Seat[];
}

const USUAL_PORTS: Readonly<Record<string, number>> = { 'https:': 443, 'http:': 80 };
const BY_STANDING: readonly Standing[] = ['serving', 'spare', 'left_out'];

/** In the order of the ids of who is there first. */
export function placesOf(
  seats: readonly Seat[],
  addresses: Readonly<Record<string, string>>,
): readonly Place[] {
  const found = new Map<string, Seat[]>();
  for (const seat of seats) {
    const { host, port } = addressOf(seat.target, addresses);
    const key = `${host} ${port}`;
    found.set(key, [...(found.get(key) ?? []), seat]);
  }
  return [...found.values()].map((there) => ({
    ...addressOf(there[0]!.target, addresses),
    standing: BY_STANDING.find((one) => there.some(({ standing }) => standing === one))!,
    share: there.reduce((sum, { share }) => sum + share, 0),
    seats: there,
  }));
}

/** As the settings have it for the target or its provider, else that of the base URL. */
export function addressOf(target: Target, addresses: Readonly<Record<string, string>>): Address {
  const given = addresses[target.id] ?? addresses[target.provider.id];
  // a scheme of no special meaning keeps every port as it is written
  const url = new URL(given === undefined ? target.provider.baseUrl : `tcp://${given}`);
  const port = url.port === '' ? (USUAL_PORTS[url.protocol] ?? 0) : Number(url.port);
  return { host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port };
}

/** The address as one text, IPv6 in brackets. */
export function textOf({ host, port }: Address): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
