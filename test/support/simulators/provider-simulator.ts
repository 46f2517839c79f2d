import { once } from 'node:events';
import { createServer, ServerResponse, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { CONTROL_PREFIX, serveControl } from './control.ts';
import { deliver } from './delivery.ts';
import {
  NO_FAULT,
  seededRandom,
  type Fault,
  type FaultDetails,
  type FaultName,
  type RandomFailures,
} from './fault.ts';
import { emptyRequest, readRequest } from './read-request.ts';
import { RequestLog, type LoggedRequest } from './request-log.ts';
import { answerCall } from './routing.ts';
import { SocketDoor } from './servers/socket-door.ts';
import { ServerState } from './server-state.ts';
import type { Call, Controls, RateLimitState, Vendor } from './vendor.ts';
import type { WireRequest } from './wire.ts';

/** The key that every simulator takes unless told otherwise. */
export const DEMO_KEY = 'demo-key';

export interface SimulatorOptions {
  /** Port on 127.0.0.1 [0, any free one]. */
  readonly port?: number;
  /** Keys that are good [`demo-key`]. */
  readonly keys?: readonly string[];
  /** Models that exist [a few of the vendor's]. */
  readonly models?: readonly string[];
  /** Wait before every answer, milliseconds [0], a third up or down by the seed. */
  readonly latencyMs?: number;
  /** Wait after every event of a stream, milliseconds [0]. */
  readonly tokenDelayMs?: number;
  /** Where `redirect` leads unless the fault says [this simulator's own log, `/_sim/…`]. */
  readonly redirectTo?: string;
  /** Seed of latencies and ids [1]. */
  readonly seed?: number;
}

/** Longer than any probe interval in tests: the server never closes a connection that a probe is about to use. */
const KEEP_ALIVE_MS = 75_000;

/** One vendor's API on loopback, with faults to order. Made with `startSimulator`. */
export class ProviderSimulator {
  readonly id: Vendor['id'];
  readonly state: ServerState;
  readonly #vendor: Vendor;
  readonly #options: SimulatorOptions;
  readonly #server: Server;
  readonly #log = new RequestLog();
  readonly #random: () => number;
  #port = 0;
  #fault: Fault = NO_FAULT;
  #failures: (RandomFailures & { readonly next: () => number }) | null = null;
  #healing: NodeJS.Timeout | undefined;
  readonly #sockets = new SocketDoor();
  #closing = new AbortController();

  constructor(vendor: Vendor, options: SimulatorOptions) {
    this.id = vendor.id;
    this.#vendor = vendor;
    this.#options = options;
    this.#random = seededRandom(options.seed ?? 1);
    this.state = new ServerState(vendor, options.keys ?? [DEMO_KEY], options.models);
    this.#server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
      void this.#serve(request, response);
    });
    this.#server.on('upgrade', (request, socket, head) => {
      const entry = this.#log.add(request, new ServerResponse(request));
      const fault = this.#faultFor(entry.path);
      entry.fault = fault.fault;
      const message = this.#vendor.greeting?.(this.#callFor(emptyRequest(request), fault)) ?? null;
      this.#sockets.open({ request, socket: socket as Socket, head }, { fault, message });
    });
  }

  /** `http://127.0.0.1:PORT`, where `/_sim` is. */
  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** In the form of the vendor's own base URL: with the path that its SDK expects. */
  get baseUrl(): string {
    return this.origin + this.#vendor.basePath;
  }

  get fault(): Fault {
    return this.#fault;
  }

  get models(): readonly string[] {
    return this.state.models;
  }

  get version(): string {
    return this.state.version;
  }

  /** What this vendor alone can be told. */
  get controls(): Controls | undefined {
    return this.#vendor.controls;
  }

  get requests(): readonly LoggedRequest[] {
    return this.#log.entries;
  }

  get requestsTotal(): number {
    return this.#log.total;
  }

  get counts(): Readonly<Record<string, number>> {
    return this.#log.counts;
  }

  /** Takes effect for the next request; await it for `refuse` and for what comes after it. */
  async setFault(fault: FaultName | Fault, details: FaultDetails = {}): Promise<void> {
    clearTimeout(this.#healing);
    this.#fault = typeof fault === 'string' ? { ...details, fault } : fault;
    if (this.#fault.forMs !== undefined) {
      this.#healing = setTimeout(() => void this.heal(), this.#fault.forMs).unref();
    }
    if (this.#fault.fault === 'refuse') await this.#stopListening();
    else await this.listen();
  }

  heal(): Promise<void> {
    return this.setFault(NO_FAULT);
  }

  /** From now on that share of requests meets a fault; 0 ends it. A fault set by `setFault` goes first. */
  failAtRandom(rate: number, options: { seed?: number; fault?: FaultName | Fault } = {}): void {
    const { seed = 1, fault = '500' } = options;
    const failure: Fault = typeof fault === 'string' ? { fault } : fault;
    this.#failures = rate === 0 ? null : { rate, seed, fault: failure, next: seededRandom(seed) };
  }

  acceptKeys(keys: readonly string[]): void {
    this.state.keys = keys;
  }

  setModels(models: readonly string[]): void {
    this.state.models = models;
  }

  setVersion(version: string): void {
    this.state.version = version;
  }

  /** From now on it is another run of the server. */
  restart(): void {
    this.state.run += 1;
  }

  setRateLimit(rateLimit: Partial<RateLimitState>): void {
    this.state.rateLimit = { ...this.state.rateLimit, ...rateLimit };
  }

  clearRequests(): void {
    this.#log.clear();
  }

  async listen(): Promise<void> {
    if (this.#server.listening || this.#closing.signal.aborted) return;
    this.#server.listen(this.#port === 0 ? (this.#options.port ?? 0) : this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Ends everything under way, sockets included. */
  async close(): Promise<void> {
    clearTimeout(this.#healing);
    this.#closing.abort();
    await this.#stopListening();
  }

  async #stopListening(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    this.#sockets.close();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const signal = AbortSignal.any([gone.signal, this.#closing.signal]);
    try {
      if (request.url?.startsWith(CONTROL_PREFIX)) await serveControl(this, request, response);
      else await this.#answer(request, response, signal);
    } catch (error) {
      // The caller went away or we close: the log says so. Anything else is a defect of the simulator.
      if (!signal.aborted && !request.destroyed) throw error;
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse, signal: AbortSignal): Promise<void> {
    const entry = this.#log.add(request, response);
    const wire = await readRequest(request);
    const fault = this.#faultFor(entry.path);
    entry.body = wire.body ?? null;
    entry.fault = fault.fault;
    const { latencyMs = 0, tokenDelayMs = 0, redirectTo = this.origin + CONTROL_PREFIX } = this.#options;
    const call = this.#callFor(wire, fault);
    if (latencyMs > 0) await delay(latencyMs * (2 / 3 + (this.#random() * 2) / 3), undefined, { signal });
    await deliver({
      response,
      answer: answerCall(this.#vendor, call, { keys: this.state.keys, isLocked: this.state.isLocked, fault }),
      vendorHeaders: this.#vendor.headers(call),
      streamError: this.#vendor.streamError(call),
      fault,
      redirectTo,
      tokenDelayMs,
      onHeaders: (status) => (entry.status = status),
      signal,
    });
  }

  #callFor(request: WireRequest, fault: Fault): Call {
    const { models, loadedModels, retiring, version, run, queueSize, rateLimit } = this.state;
    return {
      request,
      requestId: this.#vendor.newRequestId(this.#random),
      models,
      loadedModels,
      retiring,
      queueSize,
      rateLimit: fault.fault === '429' ? { ...rateLimit, remainingRequests: 0 } : rateLimit,
      retryAfterSeconds: fault.retryAfterSeconds === undefined ? 15 : fault.retryAfterSeconds,
      subject: '',
      nowMs: Date.now(),
      version,
      run,
    };
  }

  #faultFor(url: string): Fault {
    const fault = this.#fault;
    if (fault.fault !== 'ok' && url.includes(fault.pathContains ?? '')) {
      if (fault.times === undefined) return fault;
      this.#fault = fault.times > 1 ? { ...fault, times: fault.times - 1 } : NO_FAULT;
      return fault;
    }
    const failures = this.#failures;
    return failures !== null && failures.next() < failures.rate ? failures.fault : NO_FAULT;
  }
}

export async function startSimulator(
  vendor: Vendor,
  options: SimulatorOptions = {},
): Promise<ProviderSimulator> {
  const simulator = new ProviderSimulator(vendor, options);
  await simulator.listen();
  return simulator;
}

/** For `node …simulator.ts [port]`: serves until it is interrupted. */
export async function runAlone(vendor: Vendor): Promise<void> {
  const simulator = await startSimulator(vendor, { port: Number(process.argv[2] ?? 0) });
  process.stdout.write(`${vendor.id} ${simulator.baseUrl} (control: ${simulator.origin}${CONTROL_PREFIX})\n`);
  process.once('SIGINT', () => void simulator.close());
}
