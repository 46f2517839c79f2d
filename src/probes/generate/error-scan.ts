import { carriesError, parsedBody } from '../../observations/error-body.ts';

/** chosen: no error of a vendor is longer; a longer line is none that we could read. */
const LONGEST_LINE = 64 * 1024;

/**
 * Finds the error among the events of a stream, as it was sent: the SDKs drop parts of it, or all of it where it comes
 * without the name or the code that they expect.
 */
export class ErrorScan {
  readonly #decoder = new TextDecoder();
  #rest = '';
  /** The first event that carries an error; null while there is none. */
  error: unknown = null;

  add(bytes: Uint8Array): void {
    if (this.error !== null) return;
    const lines = (this.#rest + this.#decoder.decode(bytes, { stream: true })).split(/\r\n|\n|\r/);
    this.#rest = (lines.pop() ?? '').slice(0, LONGEST_LINE);
    for (const line of lines) this.#read(line);
  }

  #read(line: string): void {
    if (this.error !== null || !line.startsWith('data:') || !line.includes('"error"')) return;
    const event = parsedBody(line.slice('data:'.length));
    if (carriesError(event)) this.error = event;
  }
}
