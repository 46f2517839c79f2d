/** The agent that HAProxy asks how much to send to a server (`agent-check`). It has no token: only who may, is answered. */
export interface HaproxyAgentSettings {
  /** Address to listen on [127.0.0.1]. */
  readonly host: string;
  /** Where a target is named by `agent-send` [null: no such port]; 0 takes a free one. */
  readonly port: number | null;
  /** Ports that speak of one target alone, by `target` or `pool/target` [none]. */
  readonly ports: Readonly<Record<string, number>>;
  /** Addresses and networks (`10.0.0.0/8`) that are answered, beside this machine [none: whoever reaches it]. */
  readonly allow: readonly string[];
  /** How long one connection may take, milliseconds [2000]; 100 to 60,000. */
  readonly timeoutMs: number;
  /** Connections at once, of each port [256]; 1 to 10,000. */
  readonly maxConnections: number;
}

/** How advice is given to gateways in their own form. */
export interface GatewaySettings {
  /** `host:port` at which a gateway reaches a target, by its id or its provider's [host and port of `base_url`]. */
  readonly addresses: Readonly<Record<string, string>>;
  readonly haproxyAgent: HaproxyAgentSettings;
}
