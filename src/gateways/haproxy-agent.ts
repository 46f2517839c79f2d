import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { HaproxyAgentSettings } from '../settings/gateway-settings.ts';
import { isWithin } from '../settings/networks.ts';

/** chosen: an id with a long model name */
const LONGEST_LINE_BYTES = 512;

/** A port of the agent cannot be listened on. */
export class AgentListenError extends Error {
  readonly code = 'haproxy_agent_listen';

  constructor(key: string, where: string, cause: unknown) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    super(`${key}: the agent for HAProxy cannot listen on ${where} (${reason})`, { cause });
  }
}

interface AgentPort {
  readonly key: string;
  readonly port: number;
  /** Whom it speaks of; null where the one who asks says it. */
  readonly name: string | null;
}

/** Listens for HAProxy's agent checks: one line in, where the port speaks of several, one line out, and the end. */
export class HaproxyAgent {
  readonly #settings: HaproxyAgentSettings;
  readonly #answer: (name: string) => string;
  readonly #servers: Server[] = [];
  readonly #sockets = new Set<Socket>();

  constructor(settings: HaproxyAgentSettings, answer: (name: string) => string) {
    this.#settings = settings;
    this.#answer = answer;
  }

  /** Port on which the target is named; null while there is none. */
  get port(): number | null {
    const address = this.#settings.port === null ? null : (this.#servers[0]?.address() ?? null);
    return address === null ? null : (address as AddressInfo).port;
  }

  /** @throws AgentListenError where a port is taken, or the host is none of this machine; then none is open */
  async listen(): Promise<void> {
    for (const each of portsOf(this.#settings)) {
      try {
        await this.#open(each);
      } catch (error) {
        await this.close();
        throw new AgentListenError(each.key, `${this.#settings.host} port ${each.port}`, error);
      }
    }
  }

  /** Ends every connection; waits for nobody. */
  async close(): Promise<void> {
    const servers = this.#servers.splice(0);
    const closed = servers.map((server) => new Promise((resolve) => server.close(resolve)));
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(closed);
  }

  async #open({ port, name }: AgentPort): Promise<void> {
    const server = createServer((socket) => this.#take(socket, name));
    server.maxConnections = this.#settings.maxConnections;
    server.listen(port, this.#settings.host);
    await once(server, 'listening');
    this.#servers.push(server);
  }

  #take(socket: Socket, name: string | null): void {
    const { allow, timeoutMs } = this.#settings;
    // who hangs up in the middle has what they want: there is nothing to be done about it
    socket.on('error', () => socket.destroy());
    if (allow.length > 0 && !isWithin(socket.remoteAddress ?? '', allow)) return void socket.destroy();
    this.#sockets.add(socket);
    // not the time between two packets, which one byte now and then would lengthen for ever
    const deadline = setTimeout(() => socket.destroy(), timeoutMs);
    socket.once('close', () => {
      clearTimeout(deadline);
      this.#sockets.delete(socket);
    });
    if (name !== null) this.#tell(socket, name);
    else this.#read(socket);
  }

  #read(socket: Socket): void {
    let line = '';
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => {
      line += chunk;
      const end = line.search(/[\r\n]/);
      if (end >= 0 && end <= LONGEST_LINE_BYTES) this.#tell(socket, utf8(line.slice(0, end)).trim());
      else if (line.length > LONGEST_LINE_BYTES) socket.destroy();
    });
  }

  #tell(socket: Socket, name: string): void {
    socket.removeAllListeners('data');
    // what else is sent is read and dropped, or the connection would end with a reset instead of the answer
    socket.resume();
    socket.end(`${this.#answer(name)}\n`);
  }
}

/** The shared one first. */
function portsOf({ port, ports }: HaproxyAgentSettings): readonly AgentPort[] {
  const key = 'gateways.haproxy_agent';
  const shared = port === null ? [] : [{ key: `${key}.port`, port, name: null }];
  const single = Object.entries(ports).map(([name, own]) => ({
    key: `${key}.ports.${name}`,
    port: own,
    name,
  }));
  return [...shared, ...single];
}

function utf8(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
