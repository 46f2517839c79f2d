import { connect, createServer, type Server, type Socket } from 'node:net';

/** A way to a server that can be cut, and held up, while it is in use. */
export class TcpCut {
  readonly #target: { readonly host: string; readonly port: number };
  readonly #sockets = new Set<Socket>();
  #server: Server | null = null;
  #port = 0;
  #isHeldUp = false;

  constructor(host: string, port: number) {
    this.#target = { host, port };
  }

  get port(): number {
    return this.#port;
  }

  async mend(): Promise<void> {
    const server = createServer((socket) => this.#pass(socket));
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (server.address() as { port: number }).port;
    this.#server = server;
  }

  /** Ends every connection, and refuses new ones. */
  async cut(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server!.close(() => resolve()));
  }

  /** Nothing passes any more, and nobody is told. */
  holdUp(isHeldUp: boolean): void {
    this.#isHeldUp = isHeldUp;
    for (const socket of this.#sockets) this.#apply(socket);
  }

  #pass(socket: Socket): void {
    const onward = connect(this.#target);
    for (const [from, to] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      this.#sockets.add(from);
      from.on('data', (chunk) => to.write(chunk));
      from.on('error', () => to.destroy());
      from.on('close', () => {
        this.#sockets.delete(from);
        to.destroy();
      });
      this.#apply(from);
    }
  }

  #apply(socket: Socket): void {
    if (this.#isHeldUp) socket.pause();
    else socket.resume();
  }
}
