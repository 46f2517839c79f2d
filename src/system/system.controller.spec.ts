import { readFileSync } from 'node:fs';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Readiness } from './readiness.ts';
import { SystemModule } from './system.module.ts';

describe('liveness and readiness', () => {
  let app: NestFastifyApplication;

  beforeEach(async () => {
    app = await NestFactory.create<NestFastifyApplication>(SystemModule, new FastifyAdapter(), {
      logger: false,
    });
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
  });

  afterEach(() => app.close());

  it.each(['/health/live', '/api/health/live'])('answers %s with version and age', async (url) => {
    const response = await app.inject({ method: 'GET', url });
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({ status: 'alive', version, uptime_seconds: expect.any(Number) });
  });

  it.each(['/health/ready', '/api/health/ready'])('answers %s with 200 once started', async (url) => {
    const response = await app.inject({ method: 'GET', url });
    expect(response.statusCode).toBe(200);
    expect(response.headers['cache-control']).toBe('no-store');
    expect(response.json()).toMatchObject({ status: 'ready', reason: null });
  });

  it('lives and is unready from the signal to stop on', async () => {
    app.get(Readiness).markStopping();
    const ready = await app.inject({ method: 'GET', url: '/health/ready' });
    expect(ready.statusCode).toBe(503);
    expect(ready.json()).toMatchObject({ status: 'not_ready', reason: 'stopping' });
    expect((await app.inject({ method: 'GET', url: '/health/live' })).statusCode).toBe(200);
  });

  it('is stopping once the application closes, whoever closes it', async () => {
    const readiness = app.get(Readiness);
    expect(readiness.phase).toBe('ready');
    await app.close();
    expect(readiness.phase).toBe('stopping');
  });

  it('is unready while a critical component fails', async () => {
    app.get(Readiness).markComponent('history_store', false);
    const response = await app.inject({ method: 'GET', url: '/api/health/ready' });
    expect(response.statusCode).toBe(503);
    expect(response.json()).toMatchObject({ reason: 'component:history_store' });
  });
});
