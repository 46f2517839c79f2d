import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 1_000;

interface ShownStatus {
  readonly id: string;
  readonly status: string;
  readonly reasons: readonly { readonly code: string }[];
}

interface Overview {
  readonly status: string;
  readonly providers: readonly ShownStatus[];
}

/** Asks the server once a second what it thinks of its providers, and tells every change. */
export class StatusWatch {
  readonly #url: string;
  readonly #tell: (line: string) => void;
  readonly #known = new Map<string, string>();
  #changes = 0;

  constructor(serverUrl: string, tell: (line: string) => void) {
    this.#url = `${serverUrl}/health/integration`;
    this.#tell = tell;
  }

  /** Changes of status seen so far. */
  get changes(): number {
    return this.#changes;
  }

  /** Runs until the signal fires, and rejects with its reason. */
  async run(signal: AbortSignal): Promise<never> {
    for (;;) {
      const overview = await this.#read(signal);
      if (overview !== null) this.#compare(overview);
      await delay(POLL_MS, undefined, { signal });
    }
  }

  async #read(signal: AbortSignal): Promise<Overview | null> {
    try {
      const response = await fetch(this.#url, { signal });
      if (!response.ok) throw new Error(`${response.status} from ${this.#url}`);
      return (await response.json()) as Overview;
    } catch (error) {
      signal.throwIfAborted();
      this.#tell(`the overview could not be read: ${(error as Error).message}`);
      return null;
    }
  }

  #compare(overview: Overview): void {
    for (const { id, status, reasons } of overview.providers) {
      const why = reasons[0]?.code;
      this.#note(id, status, why === undefined ? '' : ` (${why})`);
    }
    this.#note('all', overview.status, '');
  }

  #note(id: string, status: string, why: string): void {
    const before = this.#known.get(id);
    this.#known.set(id, status);
    if (before === undefined || before === status) return;
    this.#changes += 1;
    this.#tell(`${id.padEnd(10)} ${before} → ${status}${why}`);
  }
}
