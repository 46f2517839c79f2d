import { TLSSocket } from 'node:tls';
import { buildConnector } from 'undici';

/** As undici has it, in which Node's server answers within this time or not at all. */
const CONNECT_TIMEOUT_MS = 10_000;

/** chosen: origins of far more targets than one process watches. */
const MOST_ORIGINS = 20_000;

/** When the certificates of the origins that we connect to end. Known of direct connections, not of those over a proxy. */
export class Certificates {
  readonly #expiresAt = new Map<string, number>();
  readonly #resuming = buildConnector({ allowH2: false, timeout: CONNECT_TIMEOUT_MS });
  /** A resumed session shows the certificate of the handshake before, which may have been replaced since. */
  readonly #afresh = buildConnector({ allowH2: false, timeout: CONNECT_TIMEOUT_MS, maxCachedSessions: 0 });

  /** Epoch milliseconds; null where nothing is known. */
  expiresAt(origin: string): number | null {
    return this.#expiresAt.get(origin) ?? null;
  }

  /** The next connection to that origin shows what it has then. */
  forget(origin: string): void {
    this.#expiresAt.delete(origin);
  }

  /** For undici: connects, and notes what was shown. */
  readonly connect: buildConnector.connector = (options, callback) => {
    const origin = `${options.protocol}//${options.host ?? options.hostname}`;
    const connector = this.#expiresAt.has(origin) ? this.#resuming : this.#afresh;
    connector(options, (...result) => {
      const [, socket] = result;
      if (socket instanceof TLSSocket) this.#note(origin, socket);
      callback(...result);
    });
  };

  #note(origin: string, socket: TLSSocket): void {
    const expiresAt = Date.parse(socket.getPeerCertificate().valid_to);
    if (Number.isNaN(expiresAt)) return;
    if (this.#expiresAt.size >= MOST_ORIGINS) this.#expiresAt.clear();
    this.#expiresAt.set(origin, expiresAt);
  }
}
