import { isIPv6 } from 'node:net';

const NETWORK_GROUPS = 4;
const GROUPS = 8;

/** What an address is counted under: of IPv6 its network of 64 bits, since whoever has one address has all of them. */
export function addressKey(address: string | undefined): string {
  if (address === undefined) return 'unknown';
  if (!isIPv6(address) || address.includes('.')) return address;
  const [before = '', after = ''] = address.split('::');
  const head = groupsOf(before);
  const tail = groupsOf(after);
  const zeros = Array.from({ length: GROUPS - head.length - tail.length }, () => '0');
  const groups = address.includes('::') ? [...head, ...zeros, ...tail] : head;
  return `${groups.slice(0, NETWORK_GROUPS).join(':')}::/64`;
}

function groupsOf(text: string): string[] {
  return text === '' ? [] : text.split(':');
}
