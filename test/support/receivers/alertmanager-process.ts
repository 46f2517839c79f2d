import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../running-app.ts';

const PROGRAM = 'prometheus-alertmanager';

/** Tells what it makes of alerts to one webhook, as soon as it may. */
function configFor(webhookUrl: string): string {
  return [
    'route: { receiver: us, group_by: [alertname], group_wait: 0s, group_interval: 1s }',
    `receivers: [{ name: us, webhook_configs: [{ url: '${webhookUrl}', send_resolved: true }] }]`,
  ].join('\n');
}

/** The real Alertmanager, on a free port, with a folder of its own. */
export class AlertmanagerProcess {
  readonly url: string;
  readonly #process: ChildProcess;
  readonly #folder: string;

  private constructor(url: string, process: ChildProcess, folder: string) {
    this.url = url;
    this.#process = process;
    this.#folder = folder;
  }

  /** Null where it is not installed. */
  static async start(webhookUrl: string): Promise<AlertmanagerProcess | null> {
    if (spawnSync(PROGRAM, ['--version']).error !== undefined) return null;
    const folder = mkdtempSync(join(tmpdir(), 'bellwether-alertmanager-'));
    writeFileSync(join(folder, 'config.yml'), configFor(webhookUrl));
    const address = `127.0.0.1:${await freePort()}`;
    const process = spawn(
      PROGRAM,
      [`--config.file=${join(folder, 'config.yml')}`, `--storage.path=${join(folder, 'data')}`].concat([
        `--web.listen-address=${address}`,
        '--cluster.listen-address=',
      ]),
      { stdio: 'ignore' },
    );
    const running = new AlertmanagerProcess(`http://${address}`, process, folder);
    await until(
      () => running.#isReady(),
      (isReady) => isReady,
    );
    return running;
  }

  /** What it knows to last. */
  async alerts(): Promise<any[]> {
    const response = await fetch(`${this.url}/api/v2/alerts?active=true&silenced=true&inhibited=true`);
    return (await response.json()) as any[];
  }

  async stop(): Promise<void> {
    const ended = once(this.#process, 'exit');
    this.#process.kill();
    await ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #isReady(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/-/ready`)).ok;
    } catch {
      // not listening yet
      return false;
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
