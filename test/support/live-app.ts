import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RunningApp } from './running-app.ts';

/** The real application with two targets that are asked when a test says so, and answer as it says. */
export class LiveApp {
  readonly app: RunningApp;
  readonly #answerer: Server;
  readonly #statuses: Map<string, number>;
  /** For requests that a test makes. */
  headers: Record<string, string> = {};

  private constructor(app: RunningApp, answerer: Server, statuses: Map<string, number>) {
    this.app = app;
    this.#answerer = answerer;
    this.#statuses = statuses;
  }

  static async start(more: object = {}, env: Readonly<Record<string, string>> = {}): Promise<LiveApp> {
    const statuses = new Map<string, number>();
    const answerer = createServer((request, response) => {
      response.writeHead(statuses.get(request.url!.slice(1)) ?? 200).end('{"ok":true}');
    });
    await new Promise<void>((resolve) => answerer.listen(0, '127.0.0.1', resolve));
    const { port } = answerer.address() as AddressInfo;
    const provider = (id: string) => [
      id,
      { kind: 'http', name: id, base_url: `http://127.0.0.1:${port}/${id}`, interval_seconds: 86_400 },
    ];
    const document = {
      egress: { enabled: false },
      providers: Object.fromEntries(['one', 'two'].map(provider)),
      ...more,
    };
    return new LiveApp(await RunningApp.start(document, env), answerer, statuses);
  }

  get url(): string {
    return this.app.url;
  }

  /** Whoever asks that target is answered so from now on. */
  answers(id: string, status: number): void {
    this.#statuses.set(id, status);
  }

  /** Asks a target until it has that status. */
  async bring(id: string, to: 'healthy' | 'unhealthy'): Promise<void> {
    this.answers(id, to === 'healthy' ? 200 : 500);
    for (let i = 0; i < 20; i++) {
      const path = `/health/integration/providers/${id}`;
      await this.app.request(`${path}/check`, { method: 'POST', headers: this.headers });
      const { body } = await this.app.get(path, this.headers);
      if (body.status === to) return;
    }
    throw new Error(`${id} does not become ${to}`);
  }

  async stop(): Promise<void> {
    await this.app.stop();
    this.#answerer.close();
    this.#answerer.closeAllConnections();
  }
}
