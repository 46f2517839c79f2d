import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { MeasuredProcess } from './measured-process.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const POLL_MS = 250;
/** What `npm start` gives Node. */
export const NODE_OPTIONS = ['--max-semi-space-size=8'];
const KNOWN_DEADLINE_MS = 180_000;

export type ProviderDocument = Readonly<Record<string, unknown>>;

export interface BellwetherOptions {
  /** Where settings and data are kept; thrown away with the bench. */
  readonly directory: string;
  readonly providers: Readonly<Record<string, ProviderDocument>>;
  readonly env?: Readonly<Record<string, string>>;
  /** What the settings say beside the providers. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** What is run in place of the server as it was built. */
  readonly file?: string;
}

/** The built server as `npm start` runs it, on a free port. */
export class Bellwether {
  readonly process: MeasuredProcess;
  readonly url: string;

  private constructor(process: MeasuredProcess) {
    this.process = process;
    this.url = `http://127.0.0.1:${process.ready[1]}`;
  }

  /** Builds first where a source is newer than the last build. */
  static build(): void {
    execFileSync(process.execPath, ['scripts/ensure-built.js'], { cwd: ROOT, stdio: 'inherit' });
  }

  static async start({
    directory,
    providers,
    env,
    settings,
    file: program = 'dist/server.js',
  }: BellwetherOptions): Promise<Bellwether> {
    const file = join(directory, 'bellwether.yaml');
    // what a bench watches is on loopback: there is no egress to doubt
    writeFileSync(file, JSON.stringify({ egress: { enabled: false }, ...settings, providers }));
    const started = await MeasuredProcess.start({
      args: [...NODE_OPTIONS, program],
      cwd: ROOT,
      env: { BELLWETHER_CONFIG: file, DATABASE_URL: `file:${join(directory, 'data.db')}`, PORT: '0', ...env },
      ready: /"port":(\d+)/,
    });
    return new Bellwether(started);
  }

  /** Resolves once every provider has been observed; all of them must be healthy then. */
  async allHealthy(): Promise<void> {
    const deadlineMs = performance.now() + KNOWN_DEADLINE_MS;
    for (;;) {
      const { summary } = (await this.read('/health/integration/summary')) as {
        summary: Record<string, number>;
      };
      if (summary['healthy'] === summary['total']) return;
      const isOver = performance.now() > deadlineMs;
      if (isOver)
        throw new Error(`not all are healthy after ${KNOWN_DEADLINE_MS} ms: ${JSON.stringify(summary)}`);
      await sleep(POLL_MS);
    }
  }

  async read(path: string): Promise<unknown> {
    return (await fetch(this.url + path)).json();
  }

  async text(path: string): Promise<string> {
    return (await fetch(this.url + path)).text();
  }
}
