import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ArgumentMetadata } from '@nestjs/common';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Entrance } from '../../access/entrance.ts';
import { problemOf } from '../../problems/problem-of.ts';
import { Problem } from '../../problems/problem.ts';
import { pathOf } from '../../problems/reply.ts';
import { SchemaPipe } from '../../problems/schema.pipe.ts';
import type { LiveHub } from '../live-hub.ts';
import { assertAskable, type Known, noRoom } from '../live-refusals.ts';
import { filterOf, liveQuery, type LiveQuery } from '../live.schema.ts';
import { answerMessage } from './client-message.ts';
import { SocketLine } from './socket-line.ts';

export const SOCKET_PATH = '/health/integration/ws';
/** What clients say is an id. */
const MOST_MESSAGE_BYTES = 4 * 1024;
const QUERY: ArgumentMetadata = { type: 'query', schema: liveQuery };

/** `shouldUpgradeCallback` is an option and a property of Node's servers; their types know the former alone. */
type UpgradingServer = Server & { shouldUpgradeCallback?: (request: IncomingMessage) => boolean };

export interface DoorParts extends Known {
  readonly hub: LiveHub;
  readonly entrance: Entrance;
  readonly onError: (error: unknown) => void;
}

/** Takes in WebSockets at their path, behind whatever prefix the application has; all else is left to others. */
export class SocketDoor {
  readonly #parts: DoorParts;
  readonly #pipe = new SchemaPipe();
  readonly #sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    // what goes out is serialised once for all; compressing it for each would cost a hundred times that
    perMessageDeflate: false,
    maxPayload: MOST_MESSAGE_BYTES,
  });

  constructor(parts: DoorParts) {
    this.#parts = parts;
  }

  /** Stands beside others that take upgrades, and lets requests that only offer one (`Upgrade: h2c`) be answered as ever. */
  open(server: UpgradingServer): void {
    const before = server.shouldUpgradeCallback?.bind(server);
    server.on('upgrade', (request, socket, head) => {
      if (isOurs(request)) void this.#admit(request, socket, head);
      // only where Node asks nobody (before 24.9): a connection that nobody takes would stay for ever
      else if (server.listenerCount('upgrade') === 1) socket.destroy();
    });
    server.shouldUpgradeCallback = (request) =>
      isOurs(request) || (server.listenerCount('upgrade') > 1 && (before?.(request) ?? true));
  }

  async #admit(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    // a connection that breaks meanwhile is told by `close`; nobody waits for it
    const ignore = (): void => undefined;
    socket.on('error', ignore);
    try {
      const query = await this.#examined(request);
      if (!this.#parts.hub.admit()) throw noRoom();
      socket.off('error', ignore);
      this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
        this.#welcome(webSocket, socket, query);
      });
    } catch (error) {
      this.#refuse(request, socket, error);
    }
  }

  /** @throws Problem where they may not come in, or ask for what there is not */
  async #examined(request: IncomingMessage): Promise<LiveQuery> {
    const { method = 'GET', url = '', headers } = request;
    const visitor = { method, originalUrl: url, headers, ip: addressOf(request) };
    const admission = this.#parts.entrance.admit(visitor, { requirement: 'read', tokenInQuery: true });
    if (!admission.isAdmitted) throw admission.problem;
    const asked: unknown = queryOf(url);
    const query = (await this.#pipe.transform(asked, QUERY)) as LiveQuery;
    assertAskable(query, this.#parts);
    return query;
  }

  #welcome(webSocket: WebSocket, socket: Duplex, query: LiveQuery): void {
    const { hub } = this.#parts;
    const line = new SocketLine(webSocket);
    // `close` follows every error
    webSocket.on('error', () => undefined);
    const listener = hub.join(line, filterOf(query), query.last_event_id ?? null);
    socket.on('drain', () => hub.drained(listener));
    webSocket.on('close', () => hub.leave(listener));
    webSocket.on('message', (data: Buffer) => {
      answerMessage(data.toString(), { resume: (id) => hub.resume(listener, id), line });
    });
  }

  #refuse(request: IncomingMessage, socket: Duplex, error: unknown): void {
    const path = pathOf(request.url ?? '');
    const known = problemOf(error, { method: 'GET', path });
    if (known === null) this.#parts.onError(error);
    const problem = known ?? new Problem({ status: 500, detail: 'an error of this server; it is logged' });
    socket.end(responseText(problem, path));
  }
}

function isOurs({ url = '' }: IncomingMessage): boolean {
  return pathOf(url).endsWith(SOCKET_PATH);
}

/**
 * Who asks; of who comes by a proxy it is not known whether the application trusts that one, so that nobody is taken
 * for local because the proxy is.
 */
function addressOf({ headers, socket }: IncomingMessage): string | undefined {
  const isForwarded = headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined;
  return isForwarded ? undefined : socket.remoteAddress;
}

/** As the web framework reads a query: a name that comes more than once is a list. */
function queryOf(url: string): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = {};
  const start = url.indexOf('?');
  for (const [name, value] of new URLSearchParams(start < 0 ? '' : url.slice(start + 1))) {
    const before = query[name];
    query[name] = before === undefined ? value : [before, value].flat();
  }
  return query;
}

function responseText(problem: Problem, instance: string): string {
  const body = JSON.stringify({ ...problem.body, instance });
  const status = problem.getStatus();
  const headers = {
    ...problem.headers,
    'content-type': 'application/problem+json',
    'content-length': String(Buffer.byteLength(body)),
    'cache-control': 'no-store',
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`;
}
