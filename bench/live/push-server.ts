/**
 * The servers that push.bench.ts measures, each telling one event of the same bytes ten times a second: `ours` is our
 * controller, hub and log as they were built, on Nest over Fastify; `fastify` writes one shared buffer to every
 * response, `stringify` makes it anew for each. Run by push.bench.ts: node push-server.ts KIND
 */
import 'reflect-metadata';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import fastify from 'fastify';
import { EventLog } from '../../src/live/event-log.ts';
import { ScriptedSource } from './scripted-source.ts';

const HOST = '127.0.0.1';
const MOST_CLIENTS = 10_000;
const [kind] = process.argv.slice(2);

/** A module of the last build: decorators are none of what Node runs by itself. */
async function built<Exports>(path: string): Promise<Exports> {
  return (await import(fileURLToPath(new URL(`../../dist/${path}`, import.meta.url)))) as Exports;
}

async function serveOurs(): Promise<number> {
  const { SystemClock } = await built<typeof import('../../src/clock/clock.ts')>('clock/clock.js');
  const { HealthRegistry } =
    await built<typeof import('../../src/health/health-registry.ts')>('health/health-registry.js');
  const log = await built<typeof import('../../src/live/event-log.ts')>('live/event-log.js');
  const { LiveHub } = await built<typeof import('../../src/live/live-hub.ts')>('live/live-hub.js');
  const { SystemTimers } = await built<typeof import('../../src/live/live-timers.ts')>('live/live-timers.js');
  const { LiveController } = await built<typeof import('../../src/live/sse/live.controller.ts')>(
    'live/sse/live.controller.js',
  );
  const { AdviceBoard } = await built<typeof import('../../src/routing/advice/advice-board.ts')>(
    'routing/advice/advice-board.js',
  );
  const hub = new LiveHub({
    log: new log.EventLog('bench'),
    sources: [new ScriptedSource()],
    clock: new SystemClock(),
    timers: new SystemTimers(),
    maxClients: () => MOST_CLIENTS,
    onError: (error) => process.stderr.write(`${String(error)}\n`),
  });
  class PushModule {}
  Module({
    controllers: [LiveController],
    providers: [
      { provide: LiveHub, useValue: hub },
      { provide: HealthRegistry, useValue: new Map() },
      { provide: AdviceBoard, useValue: { directory: { get: () => ({}) } } },
    ],
  })(PushModule);
  const app = await NestFactory.create(PushModule, new FastifyAdapter(), { logger: false });
  hub.start();
  await app.listen(0, HOST);
  return (app.getHttpServer().address() as AddressInfo).port;
}

async function serveFastify(isShared: boolean): Promise<number> {
  const responses = new Set<ServerResponse>();
  const app = fastify();
  app.get('/health/integration/events', (_request, reply) => {
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    reply.raw.write('retry: 1000\n\n');
    responses.add(reply.raw);
    reply.raw.on('close', () => responses.delete(reply.raw));
  });
  // the very bytes that ours sends
  const log = new EventLog('bench');
  new ScriptedSource().subscribe((news) => {
    const { seq, frame, data } = log.append(news, Date.now());
    const state: unknown = JSON.parse(data.toString());
    const anew = (): string => `id: bench-${seq}\nevent: ${news.type}\ndata: ${JSON.stringify(state)}\n\n`;
    for (const response of responses) response.write(isShared ? frame : anew());
  });
  await app.listen({ port: 0, host: HOST });
  return (app.server.address() as AddressInfo).port;
}

const port = kind === 'ours' ? await serveOurs() : await serveFastify(kind === 'fastify');
process.stdout.write(`{"port":${port}}\n`);
