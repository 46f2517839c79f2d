import { BlockList, isIP } from 'node:net';
import type { Settings } from '../settings/settings.ts';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

export function isLoopback(host: string): boolean {
  const version = isIP(host);
  if (version === 0) return host === 'localhost';
  return loopback.check(host, version === 4 ? 'ipv4' : 'ipv6');
}

/** Whether others than this machine's users may call an API that asks nobody who they are. */
export function isOpenToOthers({ server, apiTokens }: Pick<Settings, 'server' | 'apiTokens'>): boolean {
  return apiTokens.length === 0 && !isLoopback(server.host);
}
