import { z } from 'zod';
import type { GatewaySettings, HaproxyAgentSettings } from './gateway-settings.ts';
import { isNetwork } from './networks.ts';
import { listOf, mapOf, section, text, wholeNumber } from './scalars.schema.ts';

const HIGHEST_PORT = 65_535;
const ADDRESS_RULE = 'must be host:port';
const NETWORK_RULE = 'must be an address or a network, as 10.0.0.7 or 10.0.0.0/8';

const address = z.string({ error: ADDRESS_RULE }).refine(isHostAndPort, { error: ADDRESS_RULE });
const network = z.string({ error: NETWORK_RULE }).refine(isNetwork, { error: NETWORK_RULE });

function isHostAndPort(value: string): boolean {
  const match = /^(?:\[[0-9a-f:.]+\]|[a-z0-9._-]+):(\d{1,5})$/i.exec(value);
  return match !== null && Number(match[1]) >= 1 && Number(match[1]) <= HIGHEST_PORT;
}

const haproxyAgentSchema = section({
  host: text()
    .describe('Address to listen on. The agent asks for no token. Default 127.0.0.1.')
    .default('127.0.0.1'),
  port: wholeNumber(0, HIGHEST_PORT)
    .nullish()
    .describe('Port on which agent-send names the target. Default none; 0 takes a free one.'),
  ports: mapOf(wholeNumber(1, HIGHEST_PORT))
    .describe('Ports that speak of one target alone, by target or pool/target. Default none.')
    .default({}),
  allow: listOf(network)
    .describe('Addresses and networks that are answered, beside this machine. Default: whoever reaches it.')
    .default([]),
  timeout_ms: wholeNumber(100, 60_000)
    .describe('How long one connection may take, milliseconds. Default 2000.')
    .default(2_000),
  max_connections: wholeNumber(1, 10_000)
    .describe('Connections at once, of each port. Default 256.')
    .default(256),
}).transform((raw): HaproxyAgentSettings => ({
  host: raw.host,
  port: raw.port ?? null,
  ports: raw.ports,
  allow: raw.allow,
  timeoutMs: raw.timeout_ms,
  maxConnections: raw.max_connections,
}));

export const gatewaysSchema = section({
  addresses: mapOf(address)
    .describe('Where a gateway reaches a target, host:port, by its id. Default: host and port of base_url.')
    .default({}),
  haproxy_agent: haproxyAgentSchema
    .describe('What HAProxy asks with agent-check; off while it has no port.')
    .prefault({}),
}).transform((raw): GatewaySettings => ({ addresses: raw.addresses, haproxyAgent: raw.haproxy_agent }));
