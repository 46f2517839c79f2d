import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { AlertStore } from '../../src/alerts/store/alert-store.ts';
import { ServerModule } from '../../src/server/server.module.ts';
import { SettingsSource } from '../../src/settings/settings-source.ts';
import type { FakeAlertStore } from './fake-alert-store.ts';

export interface Answer {
  readonly status: number;
  // The body is whatever the API says; the expectations of the test are its types.
  readonly body: any;
}

/** The whole application with alerts, over a store that the test holds. */
export class AlertingApp {
  readonly app: NestFastifyApplication;

  private constructor(app: NestFastifyApplication) {
    this.app = app;
  }

  static async start(
    document: Readonly<Record<string, unknown>>,
    store: FakeAlertStore,
  ): Promise<AlertingApp> {
    const source = new SettingsSource({
      document,
      env: { DATABASE_URL: 'memory:' },
      watch: false,
      signals: null,
      log: { info: () => {}, warn: () => {}, error: () => {} },
    });
    const module = await Test.createTestingModule({
      imports: [ServerModule.forRoot(source)],
    })
      .overrideProvider(AlertStore)
      .useValue(store)
      .compile();
    const app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger: false });
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    return new AlertingApp(app);
  }

  async request(method: 'GET' | 'POST' | 'DELETE', path: string, payload?: object): Promise<Answer> {
    const url = `/health/integration/${path}`;
    const response = await this.app.inject({ method, url, ...(payload && { payload }) });
    const isJson = String(response.headers['content-type']).includes('json');
    return { status: response.statusCode, body: isJson ? response.json() : response.body };
  }

  get(path: string): Promise<Answer> {
    return this.request('GET', path);
  }

  post(path: string, payload: object): Promise<Answer> {
    return this.request('POST', path, payload);
  }

  delete(path: string): Promise<Answer> {
    return this.request('DELETE', path);
  }

  async metrics(): Promise<string> {
    return (await this.app.inject({ method: 'GET', url: '/metrics' })).body;
  }

  async stop(): Promise<void> {
    await this.app.close();
  }
}
