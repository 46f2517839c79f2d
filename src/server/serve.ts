import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { PinoLogger } from 'nestjs-pino';
import { isLoopback } from '../settings/loopback.ts';
import type { SettingsSource } from '../settings/settings-source.ts';
import type { ServerSettings } from '../settings/settings.ts';
import { Readiness } from '../system/readiness.ts';
import { VERSION } from '../settings/version.ts';
import { createServer } from './create-server.ts';
import { drain } from './drain.ts';
import { assertNotExposed } from './exposure.ts';
import { answerReadyReads } from './ready-reads.ts';
import { logRequests, type ServerLog } from './request-log.ts';
import { type StopOutcome, stopWithin } from './stop.ts';

/** A server that answers, and how it is stopped. */
export interface RunningServer {
  /** To open in a browser. */
  readonly url: string;
  readonly log: ServerLog;
  stop(): Promise<StopOutcome>;
}

/**
 * Starts to serve; resolves once requests are answered.
 * @throws ExposureError where the API would be open to others and nobody said that it may
 */
export async function serve(source: SettingsSource): Promise<RunningServer> {
  assertNotExposed(source.current);
  const app = await createServer(source);
  const { logger } = await app.resolve(PinoLogger);
  const log = logger.child({ room: 'server' });
  source.reportTo(logger.child({ room: 'settings' }));
  if (log.isLevelEnabled('debug')) logRequests(app.getHttpAdapter().getInstance(), log);
  else answerReadyReads(app, source.current.server);
  const { server } = source.current;
  await app.listen(server.port, server.host);
  const url = urlOf(app, server.host);
  log.info(
    { url, host: server.host, port: portOf(app), version: VERSION, start_ms: startMs() },
    'server listening',
  );
  return { url, log, stop: () => stopServer(app, source.current.server) };
}

/** Readiness goes first, so that requests are sent elsewhere while the rest still answers. */
async function stopServer(
  app: NestFastifyApplication,
  { drainMs, shutdownTimeoutMs }: ServerSettings,
): Promise<StopOutcome> {
  const readiness = app.get(Readiness);
  readiness.markStopping();
  if (readiness.isWatched(performance.now())) await drain(app.getHttpServer(), drainMs);
  return stopWithin(shutdownTimeoutMs, () => app.close());
}

function portOf(app: NestFastifyApplication): number {
  return (app.getHttpServer().address() as AddressInfo).port;
}

function urlOf(app: NestFastifyApplication, host: string): string {
  const isEverywhere = host === '0.0.0.0' || host === '::';
  const name = isEverywhere || isLoopback(host) ? 'localhost' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${portOf(app)}`;
}

/** Since the process began. */
function startMs(): number {
  return Math.round(performance.now());
}
