import { setTimeout as wait } from 'node:timers/promises';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { BuiltServer } from '../support/built-server.ts';
import { freePort } from '../support/free-port.ts';
import { HaProxy } from '../support/haproxy.ts';
import { skipped } from '../support/skipping.ts';

const SETTINGS = JSON.stringify({
  providers: {},
  egress: { enabled: false },
  server: { drain_seconds: 1.5 },
  tasks: { host_check_schedule: '' },
});
const BUILD_MS = 120_000;

/** Two servers, each asked for its readiness five times a second; nothing is repeated on their behalf. */
const configurationOf = (front: number, servers: readonly number[]): string => `
global
  maxconn 200
defaults
  mode http
  timeout connect 1s
  timeout client 10s
  timeout server 10s
  retries 0
  option httpchk GET /health/ready
  http-check expect status 200
  default-server inter 200ms fall 1 rise 1
frontend in
  bind 127.0.0.1:${front}
  default_backend all
backend all
  balance roundrobin
${servers.map((port, i) => `  server s${i} 127.0.0.1:${port} check`).join('\n')}
`;

/** Asks without a break over connections that stay open, and remembers what went wrong. */
class Load {
  readonly wrong: string[] = [];
  answered = 0;
  readonly #agent = new Agent({ connections: 8 });
  readonly #url: string;
  #isOn = true;
  readonly #askers: Promise<void>[];

  constructor(url: string, askers: number) {
    this.#url = url;
    this.#askers = Array.from({ length: askers }, () => this.#ask());
  }

  async end(): Promise<void> {
    this.#isOn = false;
    await Promise.all(this.#askers);
    await this.#agent.close();
  }

  async #ask(): Promise<void> {
    while (this.#isOn) {
      try {
        const { statusCode, body } = await request(this.#url, { dispatcher: this.#agent });
        await body.dump();
        this.answered++;
        if (statusCode !== 200) this.wrong.push(String(statusCode));
      } catch (error) {
        this.wrong.push(String(error));
      }
      await wait(5);
    }
  }
}

if (!HaProxy.isInstalled()) skipped('a rolling restart behind HAProxy: haproxy is not installed');
else {
  describe('a rolling restart of two servers behind HAProxy', () => {
    const folder = mkdtempSync(join(tmpdir(), 'bellwether-rolling-'));
    const env = { BELLWETHER_CONFIG: join(folder, 'bellwether.json') };

    beforeAll(() => {
      writeFileSync(env.BELLWETHER_CONFIG, SETTINGS);
      BuiltServer.build();
    }, BUILD_MS);

    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it('fails no request, and each server ends in order', async () => {
      const [front, ...ports] = [await freePort(), await freePort(), await freePort()] as const;
      const servers = await Promise.all(ports.map((port) => BuiltServer.start(port, env)));
      const proxy = await HaProxy.start(configurationOf(front, ports), front);
      await wait(600);
      const load = new Load(`http://127.0.0.1:${front}/health/integration`, 8);
      for (const [i, port] of ports.entries()) {
        await wait(300);
        expect(await servers[i]!.terminate()).toBe(0);
        servers[i] = await BuiltServer.start(port, env);
        // Until the proxy has seen it ready.
        await wait(700);
      }
      await load.end();
      await Promise.all(servers.map((server) => server.kill()));
      await proxy.stop();
      expect(load.wrong).toEqual([]);
      expect(load.answered).toBeGreaterThan(100);
    });
  });
}
