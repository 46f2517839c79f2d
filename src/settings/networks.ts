import { BlockList, isIP } from 'node:net';
import { isLoopback } from './loopback.ts';

const FAMILIES = { 4: 'ipv4', 6: 'ipv6' } as const;
const BITS = { ipv4: 32, ipv6: 128 } as const;

interface Network {
  readonly address: string;
  readonly family: 'ipv4' | 'ipv6';
  readonly prefix: number;
}

/** Whether it is an address, or a network as `10.0.0.0/8`. */
export function isNetwork(text: string): boolean {
  return parse(text) !== null;
}

/** Whether an address is of this machine or of one of those networks. */
export function isWithin(address: string, networks: readonly string[]): boolean {
  if (isLoopback(address)) return true;
  const version = isIP(address);
  if (version !== 4 && version !== 6) return false;
  const list = new BlockList();
  for (const text of networks) {
    const network = parse(text);
    if (network !== null) list.addSubnet(network.address, network.prefix, network.family);
  }
  return list.check(address, FAMILIES[version]);
}

function parse(text: string): Network | null {
  const [address = '', prefix, ...rest] = text.split('/');
  const version = isIP(address);
  if ((version !== 4 && version !== 6) || rest.length > 0) return null;
  const family = FAMILIES[version];
  if (prefix === undefined) return { address, family, prefix: BITS[family] };
  return /^\d{1,3}$/.test(prefix) && Number(prefix) <= BITS[family]
    ? { address, family, prefix: Number(prefix) }
    : null;
}
