import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Entrance } from '../access/entrance.ts';
import type { CachedBody } from '../health/report/body-cache.ts';
import { IntegrationReport } from '../health/report/integration-report.ts';
import { AdviceBodies } from '../routing/advice-bodies.ts';
import type { ServerSettings } from '../settings/settings.ts';
import { securityHeaders } from './security-headers.ts';

/** Gives the answer to an address that is read all the time; undefined where the framework has to look. */
type Ready = (url: string) => (() => CachedBody) | undefined;

interface Parts {
  readonly entrance: Pick<Entrance, 'admitsRead'>;
  readonly ready: Ready;
  /** Sent with every answer. */
  readonly headers: readonly (readonly [name: string, value: string])[];
}

interface Made {
  readonly whole: readonly string[];
  readonly unchanged: readonly string[];
}

/**
 * Answers what is read thousands of times a second before the framework looks at it: the state of all providers, its
 * summary, and advice that was asked for before in the same words. Who may not read, and whatever else is unusual about
 * a request, is left to the framework, which gives the same answers at twice the cost (measured).
 */
export class ReadyReads {
  readonly #parts: Parts;
  readonly #headers = new WeakMap<CachedBody, Made>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** False where it is left to the framework; nothing was written or counted then. */
  answer(request: IncomingMessage, response: ServerResponse): boolean {
    const { url = '', headers, socket } = request;
    const give = isPlain(request) ? this.#parts.ready(url) : undefined;
    if (give === undefined) return false;
    const visitor = { method: 'GET', originalUrl: url, headers, ip: socket.remoteAddress };
    if (!this.#parts.entrance.admitsRead(visitor)) return false;
    this.#send(give(), headers['if-none-match'], response);
    return true;
  }

  #send(body: CachedBody, known: string | undefined, response: ServerResponse): void {
    const { whole, unchanged } = this.#headersOf(body);
    if (known === body.etag) response.writeHead(304, unchanged as string[]).end();
    else response.writeHead(200, whole as string[]).end(body.bytes);
  }

  #headersOf(body: CachedBody): Made {
    const known = this.#headers.get(body);
    if (known !== undefined) return known;
    const unchanged = [...this.#parts.headers.flat(), 'etag', body.etag, 'cache-control', 'no-cache'];
    const type = ['content-type', 'application/json; charset=utf-8'];
    const made = { unchanged, whole: [...unchanged, ...type, 'content-length', String(body.bytes.length)] };
    this.#headers.set(body, made);
    return made;
  }
}

/** Puts them in front of the framework. What pages of other origins may read needs headers of its own. */
export function answerReadyReads(app: NestFastifyApplication, { corsOrigins }: ServerSettings): void {
  if (corsOrigins.length > 0) return;
  const report = app.get(IntegrationReport);
  const bodies = app.get(AdviceBodies);
  const reads = new ReadyReads({
    entrance: app.get(Entrance),
    headers: securityHeaders(),
    ready: readyFrom(report, bodies),
  });
  let isClosing = false;
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('preClose', (done) => {
      isClosing = true;
      done();
    });
  const server: Server = app.getHttpServer();
  const framework = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    if (!isClosing && isAnswered(reads, request, response)) return;
    for (const listener of framework) listener.call(server, request, response);
  });
}

function readyFrom(report: IntegrationReport, bodies: AdviceBodies): Ready {
  const reports = new Map([
    ['/health/integration', () => report.whole()],
    ['/health/integration/summary', () => report.summary()],
  ]);
  return (url) => {
    const known = reports.get(url);
    if (known !== undefined) return known;
    const advice = bodies.known(url);
    return advice === undefined ? undefined : () => advice;
  };
}

/** A defect here is the framework's to tell of, where it shows again. */
function isAnswered(reads: ReadyReads, request: IncomingMessage, response: ServerResponse): boolean {
  try {
    return reads.answer(request, response);
  } catch {
    return response.headersSent;
  }
}

function isPlain({ method, headers }: IncomingMessage): boolean {
  return (
    method === 'GET' &&
    headers['content-length'] === undefined &&
    headers['transfer-encoding'] === undefined &&
    headers.upgrade === undefined
  );
}
