import { startFleet } from '../../test/support/simulators/fleet.ts';
import { startSimulator, type ProviderSimulator } from '../../test/support/simulators/provider-simulator.ts';
import { SERVERS } from '../../test/support/simulators/servers/servers.list.ts';
import { PAGE_FORMATS, startPage } from '../../test/support/simulators/status-pages/status-page.ts';
import {
  type PageId,
  SERVER_IDS,
  type ServerId,
  VENDOR_IDS,
  type VendorId,
} from '../../test/support/simulators/vendor.ts';

/** Whose status page is of which kind here. Each has another, so that all kinds are seen. */
const PAGES = {
  openai: 'statuspage',
  anthropic: 'incident_io',
  google: 'google_cloud',
  deepseek: 'betterstack',
  qwen: 'rss',
  cursor: 'instatus',
  litellm: 'onlineornot',
} as const satisfies Partial<Record<VendorId | ServerId, PageId>>;

export type PageOwner = keyof typeof PAGES;
/** A simulated provider, or the status page of one. */
export type Actor = VendorId | ServerId | `${PageOwner} page`;

/** What an actor is told over HTTP, below its `/_sim`. */
export interface Cue {
  /** `POST fault`. */
  readonly route: string;
  readonly body?: object;
}

const PACE = { latencyMs: 60, tokenDelayMs: 15 };

/** Everybody whom the demo watches, simulated on loopback. */
export class Stage {
  readonly #actors: ReadonlyMap<Actor, ProviderSimulator>;
  readonly #close: () => Promise<void>;

  private constructor(actors: ReadonlyMap<Actor, ProviderSimulator>, close: () => Promise<void>) {
    this.#actors = actors;
    this.#close = close;
  }

  static async open(): Promise<Stage> {
    const actors = new Map<Actor, ProviderSimulator>();
    const fleet = await startFleet(PACE);
    for (const id of VENDOR_IDS) actors.set(id, fleet[id]);
    for (const id of SERVER_IDS) actors.set(id, await startSimulator(SERVERS[id], PACE));
    for (const [owner, kind] of Object.entries(PAGES) as [PageOwner, PageId][]) {
      const format = PAGE_FORMATS.find(({ id }) => id === kind)!;
      actors.set(`${owner} page`, (await startPage(format)).simulator);
    }
    return new Stage(actors, async () => {
      await fleet.close();
      await Promise.all([...actors.values()].map((simulator) => simulator.close()));
    });
  }

  /** `DEMO_OPENAI_URL`, `DEMO_OPENAI_PAGE` and their like, as `config/demo.yaml` wants them. */
  get environment(): Readonly<Record<string, string>> {
    const named = [...this.#actors].map(([actor, { baseUrl }]) => {
      const [id, page] = actor.toUpperCase().split(' ');
      return [`DEMO_${id}_${page ?? 'URL'}`, baseUrl];
    });
    return Object.fromEntries(named) as Record<string, string>;
  }

  /** Where an actor can be told what to do, by hand as well. */
  controlOf(actor: Actor): string {
    return `${this.#actors.get(actor)!.origin}/_sim`;
  }

  async tell(actor: Actor, { route, body }: Cue): Promise<void> {
    const [method, path] = route.split(' ') as [string, string];
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const simulator = this.#actors.get(actor)!;
    // Nobody listens any more who could be told to listen again.
    if (simulator.fault.fault === 'refuse') await simulator.listen();
    const response = await fetch(`${this.controlOf(actor)}/${path}`, init);
    const answer = await response.text();
    if (!response.ok) throw new Error(`${actor} does not take ${route}: ${answer}`);
  }

  close(): Promise<void> {
    return this.#close();
  }
}
