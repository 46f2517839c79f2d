import { setTimeout as wait } from 'node:timers/promises';
import type { AddressInfo } from 'node:net';
import type { LoggerService } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createServer } from '../../src/server/create-server.ts';
import { SettingsSource, type SettingsSourceOptions } from '../../src/settings/settings-source.ts';

type Environment = Readonly<Record<string, string>>;

/** A JSON answer of our own API; tests look at what is in it. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // The body is whatever the API says; the expectations of the test are its types.
  readonly body: any;
}

/** The whole application, listening on a free port of the loopback, told by a settings document. */
export class RunningApp {
  readonly app: NestFastifyApplication;
  readonly source: SettingsSource;
  readonly url: string;

  private constructor(app: NestFastifyApplication, source: SettingsSource) {
    this.app = app;
    this.source = source;
    this.url = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
  }

  /** Told by a document, or by the file of that path. Keeps nothing on disk, and logs nowhere unless told where. */
  static async start(
    told: Readonly<Record<string, unknown>> | string,
    env: Environment = {},
    logger: LoggerService | false = false,
    options: Pick<SettingsSourceOptions, 'watch' | 'settleMs'> = {},
  ): Promise<RunningApp> {
    const where = typeof told === 'string' ? { file: told } : { document: told };
    const source = new SettingsSource({
      ...where,
      env: { DATABASE_URL: 'memory:', ...env },
      watch: false,
      signals: null,
      log: { info: () => {}, warn: () => {}, error: () => {} },
      ...options,
    });
    const app = await createServer(source);
    app.useLogger(logger);
    await app.listen(0, '127.0.0.1');
    return new RunningApp(app, source);
  }

  async request(path: string, init: RequestInit = {}): Promise<Answer> {
    const response = await fetch(`${this.url}${path}`, init);
    const text = await response.text();
    const isJson = (response.headers.get('content-type') ?? '').includes('json');
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: isJson ? JSON.parse(text) : null,
    };
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.request(path, { headers });
  }

  post(path: string, body?: unknown): Promise<Answer> {
    if (body === undefined) return this.request(path, { method: 'POST' });
    const headers = { 'content-type': 'application/json' };
    return this.request(path, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  /** One target in full. */
  async provider(id: string): Promise<Answer['body']> {
    const { body } = await this.get(`/health/integration/providers/${encodeURIComponent(id)}`);
    return body;
  }

  check(id: string): Promise<Answer> {
    return this.post(`/health/integration/providers/${encodeURIComponent(id)}/check`);
  }

  async stop(): Promise<void> {
    await this.app.close();
  }
}

/** Asks again and again until the answer holds; fails with the last answer once that takes too long. */
export async function until<T>(
  ask: () => Promise<T> | T,
  holds: (answer: T) => boolean,
  withinMs = 10_000,
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (holds(answer)) return answer;
    if (performance.now() > deadline) {
      throw new Error(`not so within ${withinMs} ms; last seen: ${JSON.stringify(answer)?.slice(0, 2_000)}`);
    }
    await wait(20);
  }
}
