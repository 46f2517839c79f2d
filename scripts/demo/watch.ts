import { setTimeout as delay } from 'node:timers/promises';
import { factsOf, factsOfIncidents, type Fact, type Overview, type ReportedIncident } from './overview.ts';

const POLL_MS = 1_000;

/** Asks the server once a second what it thinks of its providers, and tells every change. */
export class Watch {
  readonly #url: string;
  readonly #tell: (line: string) => void;
  readonly #known = new Map<string, string>();
  #changes = 0;
  #leadSeconds: number | null = null;

  constructor(serverUrl: string, tell: (line: string) => void) {
    this.#url = `${serverUrl}/health/integration`;
    this.#tell = tell;
  }

  /** Changes told so far. */
  get changes(): number {
    return this.#changes;
  }

  /** By how long we knew of an incident before its provider said so; null while none was reported. */
  get leadSeconds(): number | null {
    return this.#leadSeconds;
  }

  /** Runs until the signal fires, and rejects with its reason. */
  async run(signal: AbortSignal): Promise<never> {
    for (;;) {
      const overview = await this.#read<Overview>('', signal);
      if (overview !== null) this.#compare(factsOf(overview));
      const incidents = await this.#read<{ items: readonly ReportedIncident[] }>('/incidents', signal);
      if (incidents !== null) this.#compareIncidents(incidents.items);
      await delay(POLL_MS, undefined, { signal });
    }
  }

  async #read<Body>(path: string, signal: AbortSignal): Promise<Body | null> {
    const url = this.#url + path;
    try {
      const response = await fetch(url, { signal });
      if (!response.ok) throw new Error(`${response.status} from ${url}`);
      return (await response.json()) as Body;
    } catch (error) {
      signal.throwIfAborted();
      this.#tell(`${url} could not be read: ${(error as Error).message}`);
      return null;
    }
  }

  #compareIncidents(incidents: readonly ReportedIncident[]): void {
    for (const { lead_seconds: lead } of incidents) this.#leadSeconds ??= lead;
    this.#compare(factsOfIncidents(incidents));
  }

  #compare(facts: readonly Fact[]): void {
    for (const fact of facts) {
      const before = this.#known.get(fact.key) ?? null;
      this.#known.set(fact.key, fact.value);
      if (before === fact.value) continue;
      const told = fact.tell(before);
      if (told === null) continue;
      this.#changes += 1;
      this.#tell(`  ${told}`);
    }
  }
}
