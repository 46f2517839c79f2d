import type { ServerResponse } from 'node:http';
import { type Batch, LiveLine } from '../live-line.ts';

/** A comment: browsers pass over it, and proxies see that somebody is there. */
const BEAT = Buffer.from(': alive\n\n');
// chosen: those who were cut off together come back over two seconds rather than at once
const LEAST_RETRY_MS = 1_000;
const RETRY_SPREAD_MS = 2_000;

/** An answer that does not end, of Server-Sent Events. */
export class SseLine extends LiveLine {
  readonly #response: ServerResponse;

  /** @param headers what is sent beside those of the stream */
  constructor(response: ServerResponse) {
    super();
    this.#response = response;
  }

  /** `chance` is a random number in [0, 1). */
  open(headers: Readonly<Record<string, number | string | string[] | undefined>>, chance: number): void {
    const response = this.#response;
    for (const [name, value] of Object.entries(headers)) {
      if (value !== undefined) response.setHeader(name, value);
    }
    // It ends with its connection (RFC 9112, 6.3), so that nothing need be framed for each of its readers.
    response.removeHeader('transfer-encoding');
    // A connection that breaks is told by `close`, which follows; there is nobody else to tell.
    response.on('error', () => undefined);
    response.writeHead(200, {
      connection: 'close',
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      // nginx holds back what is not told to pass
      'x-accel-buffering': 'no',
    });
    response.write(`retry: ${Math.round(LEAST_RETRY_MS + chance * RETRY_SPREAD_MS)}\n\n`);
  }

  get waitingBytes(): number {
    return this.#response.writableLength;
  }

  tell({ frames }: Batch): void {
    this.#response.write(frames);
  }

  beat(): boolean {
    this.#response.write(BEAT);
    return !this.#response.destroyed;
  }

  end(): void {
    this.#response.end();
  }

  cut(): void {
    this.#response.destroy();
  }
}
