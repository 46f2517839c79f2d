import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { anthropic } from './vendors/anthropic.simulator.ts';
import { cursor } from './vendors/cursor.simulator.ts';
import { deepseek } from './vendors/deepseek.simulator.ts';
import type { Fault, FaultName } from './fault.ts';
import { google } from './vendors/google.simulator.ts';
import { openai } from './vendors/openai.simulator.ts';
import { startSimulator, type ProviderSimulator, type SimulatorOptions } from './provider-simulator.ts';
import { qwen } from './vendors/qwen.simulator.ts';
import { RequestLog, type LoggedRequest } from './request-log.ts';
import { VENDOR_IDS, type Vendor, type VendorId } from './vendor.ts';

export const VENDORS: Readonly<Record<VendorId, Vendor>> = {
  openai,
  anthropic,
  google,
  deepseek,
  qwen,
  cursor,
};

export interface FleetOptions extends Omit<SimulatorOptions, 'port' | 'models' | 'redirectTo'> {
  /** Faults that stand from the first request on. */
  readonly faults?: Partial<Record<VendorId, FaultName | Fault>>;
  readonly models?: Partial<Record<VendorId, readonly string[]>>;
  /** Fixed ports, for running the fleet by hand; any free one for who is not named. */
  readonly ports?: Partial<Record<VendorId, number>>;
}

/** A server of another origin to which every `redirect` leads: what arrives here was leaked. */
export interface RedirectSink {
  readonly url: string;
  readonly requests: readonly LoggedRequest[];
}

export interface Fleet extends Readonly<Record<VendorId, ProviderSimulator>> {
  readonly all: readonly ProviderSimulator[];
  /** Each in the exact form of the vendor's own base URL. */
  readonly baseUrls: Readonly<Record<VendorId, string>>;
  /** `DEMO_OPENAI_URL` and its like, as `config/demo.yaml` wants them. */
  readonly environment: Readonly<Record<string, string>>;
  readonly redirectSink: RedirectSink;
  /** Ends every simulator and every connection; waits for nobody. */
  close(): Promise<void>;
}

/** Starts all six on free ports of 127.0.0.1. */
export async function startFleet(options: FleetOptions = {}): Promise<Fleet> {
  const { faults = {}, models = {}, ports = {}, ...shared } = options;
  const sink = await startRedirectSink();
  const start = async (id: VendorId): Promise<[VendorId, ProviderSimulator]> => {
    const own = models[id];
    const simulator = await startSimulator(VENDORS[id], {
      ...shared,
      port: ports[id] ?? 0,
      redirectTo: sink.url,
      ...(own === undefined ? {} : { models: own }),
    });
    await simulator.setFault(faults[id] ?? 'ok');
    return [id, simulator];
  };
  const started = await Promise.all(VENDOR_IDS.map(start));
  const simulators = Object.fromEntries(started) as Record<VendorId, ProviderSimulator>;
  const all = started.map(([, simulator]) => simulator);
  return {
    ...simulators,
    all,
    baseUrls: Object.fromEntries(started.map(([id, { baseUrl }]) => [id, baseUrl])) as Record<
      VendorId,
      string
    >,
    environment: Object.fromEntries(
      started.map(([id, { baseUrl }]) => [`DEMO_${id.toUpperCase()}_URL`, baseUrl]),
    ),
    redirectSink: sink,
    close: async () => {
      await Promise.all([...all.map((simulator) => simulator.close()), sink.close()]);
    },
  };
}

async function startRedirectSink(): Promise<RedirectSink & { close(): Promise<void> }> {
  const log = new RequestLog();
  const server = createServer((request, response) => {
    log.add(request, response).status = 200;
    request.resume();
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"object":"list","data":[]}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/redirected`,
    get requests() {
      return log.entries;
    },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

if (import.meta.main) {
  const fleet = await startFleet();
  for (const simulator of fleet.all) {
    process.stdout.write(
      `${simulator.id.padEnd(10)} ${simulator.baseUrl}  control: ${simulator.origin}/_sim\n`,
    );
  }
  process.once('SIGINT', () => void fleet.close());
}
