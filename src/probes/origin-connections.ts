import { Client, Dispatcher, errors } from 'undici';

/**
 * The connections to one origin: one where one target is checked there, and as many as are under way at once where
 * there are several. Does what undici's `Pool` does without what that costs where each of a thousand targets has an
 * origin of its own: a queue of 2,048 places (16 KB) and a spare client each (measured).
 */
export class OriginConnections extends Dispatcher {
  readonly #origin: string | URL;
  readonly #options: Client.Options;
  /** Whether each is free; undici says by `drain` when one has become so again. */
  readonly #clients = new Map<Client, boolean>();
  #isClosed = false;

  constructor(origin: string | URL, options: Client.Options) {
    super();
    this.#origin = origin;
    this.#options = options;
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    if (this.#isClosed) throw new errors.ClientClosedError();
    const client = this.#free() ?? this.#open();
    const takesMore = client.dispatch(options, handler);
    // What it refused as invalid, it is not busy with.
    if (!takesMore && client.stats.size > 0) this.#clients.set(client, false);
    return true;
  }

  /** Waits for what is under way. */
  override async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#clients.keys()].map((client) => client.close()));
  }

  override async destroy(cause?: unknown): Promise<void> {
    this.#isClosed = true;
    const reason = cause instanceof Error ? cause : null;
    await Promise.all([...this.#clients.keys()].map((client) => client.destroy(reason)));
  }

  #free(): Client | null {
    for (const [client, isFree] of this.#clients) if (isFree) return client;
    return null;
  }

  #open(): Client {
    const client = new Client(this.#origin, this.#options);
    this.#clients.set(client, true);
    client.on('drain', () => {
      if (this.#clients.has(client)) this.#clients.set(client, true);
    });
    client.on('connectionError', () => this.#letGo(client));
    client.on('disconnect', () => {
      // What waits behind a connection that ended goes over the next one of the same client.
      if (client.stats.size === 0) this.#letGo(client);
    });
    return client;
  }

  #letGo(client: Client): void {
    if (this.#clients.delete(client) && !client.destroyed) void client.close();
  }
}
