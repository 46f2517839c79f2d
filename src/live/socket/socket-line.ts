import type { WebSocket } from 'ws';
import { type Batch, LiveLine } from '../live-line.ts';

/** RFC 6455, 7.4.1: the server goes away. */
const GOING_AWAY = 1001;
/** chosen: who has not said goodbye by then holds up our stop. */
const FAREWELL_MS = 1_000;

/** A WebSocket, where each event is a message. */
export class SocketLine extends LiveLine {
  readonly #socket: WebSocket;
  /** Whether the other side has answered since it was last asked. */
  #isAnswering = true;

  constructor(socket: WebSocket) {
    super();
    this.#socket = socket;
    socket.on('pong', () => {
      this.#isAnswering = true;
    });
  }

  get waitingBytes(): number {
    return this.#socket.bufferedAmount;
  }

  tell({ events }: Batch): void {
    for (const { message } of events) this.say(message);
  }

  /** A message of its own. */
  say(message: Buffer | string): void {
    this.#socket.send(message, { binary: false });
  }

  beat(): boolean {
    const wasAnswering = this.#isAnswering;
    this.#isAnswering = false;
    if (wasAnswering) this.#socket.ping();
    return wasAnswering;
  }

  end(): void {
    this.#socket.close(GOING_AWAY, 'the server stops');
    setTimeout(() => this.#socket.terminate(), FAREWELL_MS).unref();
  }

  cut(): void {
    this.#socket.terminate();
  }
}
