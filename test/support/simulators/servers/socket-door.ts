import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { WebSocketServer } from 'ws';
import type { Fault, FaultName } from '../fault.ts';

interface Knock {
  readonly request: IncomingMessage;
  readonly socket: Socket;
  readonly head: Buffer;
}

interface Welcome {
  readonly fault: Fault;
  /** The first message; null where the server has no WebSocket. */
  readonly message: string | null;
}

const REFUSALS: Partial<Record<FaultName, string>> = {
  '429': '429 Too Many Requests',
  '500': '500 Internal Server Error',
  '503': '503 Service Unavailable',
  loading: '503 Service Unavailable',
  overloaded: '503 Service Unavailable',
  permission: '403 Forbidden',
  wrong_key: '401 Unauthorized',
  html_200: '200 OK',
};
/** The socket opens, and says nothing. */
const MUTE: ReadonlySet<FaultName> = new Set(['hang_body', 'truncated', 'stream_error', 'huge_body']);
const DEFAULT_SLOW_MS = 3_000;

/** Opens WebSockets, or meets them with the fault of the day. */
export class SocketDoor {
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #waiting = new Set<Socket>();

  open(knock: Knock, { fault, message }: Welcome): void {
    const { socket } = knock;
    socket.on('error', () => socket.destroy());
    this.#waiting.add(socket);
    socket.once('close', () => this.#waiting.delete(socket));
    if (fault.fault === 'hang') return;
    if (fault.fault === 'reset' || fault.fault === 'reset_body') return void socket.resetAndDestroy();
    const refusal = message === null ? '404 Not Found' : REFUSALS[fault.fault];
    if (refusal !== undefined) {
      socket.end(`HTTP/1.1 ${refusal}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`);
      return;
    }
    this.#welcome(knock, fault, message ?? '');
  }

  #welcome({ request, socket, head }: Knock, fault: Fault, message: string): void {
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      if (MUTE.has(fault.fault)) return;
      const waitMs = fault.fault === 'slow' ? (fault.ms ?? DEFAULT_SLOW_MS) : 0;
      setTimeout(() => webSocket.send(fault.fault === 'garbage' ? '\u0000' : message), waitMs).unref();
    });
  }

  /** Ends all of them, at once. */
  close(): void {
    for (const socket of this.#waiting) socket.destroy();
  }
}
