import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunningApp, until } from './running-app.ts';
import { startFleet, type Fleet } from './simulators/fleet.ts';

const KEY = 'sk-canary-0123456789';
const IDS = ['openai', 'deepseek'] as const;

/** Where the examples that users copy are; tests run the very files. */
export const EXAMPLES = new URL('../../examples/gateways/', import.meta.url).pathname;

/** Two providers over real HTTP in a pool `chat`, watched every second, and a folder for a gateway beside them. */
export class GatewayWorld {
  readonly fleet: Fleet;
  readonly app: RunningApp;
  readonly folder: string;

  private constructor(fleet: Fleet, app: RunningApp, folder: string) {
    this.fleet = fleet;
    this.app = app;
    this.folder = folder;
  }

  /** Resolves once both are healthy and at their full weight. */
  static async start(settings: object = {}, weights = { openai: 1, deepseek: 1 }): Promise<GatewayWorld> {
    const fleet = await startFleet({ keys: [KEY], latencyMs: 60 });
    const provider = (id: (typeof IDS)[number]) => ({
      kind: id,
      base_url: fleet.baseUrls[id],
      api_key: '${KEY}',
      weight: weights[id],
      models: [id === 'openai' ? 'gpt-5-mini' : 'deepseek-chat'],
    });
    const document = {
      defaults: { interval_seconds: 1, timeout_seconds: 0.9, circuit: { reset_timeout_seconds: 1 } },
      providers: { openai: provider('openai'), deepseek: provider('deepseek') },
      pools: { chat: { targets: [...IDS] } },
      routing: { slow_start_seconds: 3 },
      ...settings,
    };
    const app = await RunningApp.start(document, { KEY });
    const world = new GatewayWorld(fleet, app, mkdtempSync(join(tmpdir(), 'bellwether-gateway-')));
    await until(
      () => world.statuses(),
      (statuses) => statuses.length === IDS.length && statuses.every((status) => status === 'healthy'),
    );
    return world;
  }

  addressOf(id: (typeof IDS)[number]): string {
    return new URL(this.fleet.baseUrls[id]).host;
  }

  /** Of the candidates. */
  async statuses(): Promise<readonly string[]> {
    const { body } = await this.app.get('/health/integration/routing?pool=chat');
    return body.candidates.map(({ status }: { status: string }) => status);
  }

  gateway(path: string, headers: Record<string, string> = {}) {
    return this.app.get(`/health/integration/routing/gateways/${path}`, headers);
  }

  async stop(): Promise<void> {
    await this.app.stop();
    await this.fleet.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Who answered so many calls through a gateway, as it says itself. */
export async function servedBy(url: string, calls: number): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (let i = 0; i < calls; i++) {
    const response = await fetch(`${url}/v1/models`, { headers: { authorization: `Bearer ${KEY}` } });
    await response.arrayBuffer();
    const by = response.headers.get('x-served-by') ?? `nobody (${response.status})`;
    counts[by] = (counts[by] ?? 0) + 1;
  }
  return counts;
}
