/**
 * What is probed: one port for each target, so that each has connections of its own as different providers have.
 * Counts what it is asked by the first part of the path, which names who asks; one more port tells the counts.
 * Run by the benches: node endpoints.ts COUNT [KEY_FILE CERTIFICATE_FILE]
 */
import { readFileSync } from 'node:fs';
import { createServer as createHttp, type RequestListener } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { type AddressInfo, createServer as createTcp, type Server } from 'node:net';

const [countText, keyFile, certificateFile] = process.argv.slice(2);
const COUNT = Number(countText);
/** chosen: long enough that a second probe of the same target would be seen to overlap. */
const ANSWER_AFTER_MS = 20;
/** Longer than any interval: it is the prober who decides how long a connection lives. */
const KEEP_ALIVE_MS = 120_000;
const MODELS = {
  object: 'list',
  data: Array.from({ length: 20 }, (_, i) => ({
    id: `model-${i}`,
    object: 'model',
    created: 1,
    owned_by: 'bench',
  })),
};
const ANSWERS = { models: Buffer.from(JSON.stringify(MODELS)), other: Buffer.from('{"status":"ok"}') };

interface Count {
  requests: number;
  /** The most requests that one target had to answer at the same time. */
  mostAtOnce: number;
}

const counts: Record<string, Count> = {};
const underWay = new Map<string, number>();

const answer: RequestListener = (request, response) => {
  const url = request.url!;
  response.setHeader('content-type', 'application/json');
  const asker = url.split('/', 2)[1]!;
  const key = `${asker}:${request.socket.localPort}`;
  begin(asker, key);
  setTimeout(() => {
    underWay.set(key, underWay.get(key)! - 1);
    response.end(url.endsWith('/models') ? ANSWERS.models : ANSWERS.other);
  }, ANSWER_AFTER_MS);
};

function begin(asker: string, key: string): void {
  const count = (counts[asker] ??= { requests: 0, mostAtOnce: 0 });
  const atOnce = (underWay.get(key) ?? 0) + 1;
  underWay.set(key, atOnce);
  count.requests++;
  count.mostAtOnce = Math.max(count.mostAtOnce, atOnce);
}

function createServer() {
  const options = { keepAliveTimeout: KEEP_ALIVE_MS };
  if (keyFile === undefined || certificateFile === undefined) return createHttp(options, answer);
  const tls = { key: readFileSync(keyFile), cert: readFileSync(certificateFile) };
  return createHttps({ ...options, ...tls }, answer);
}

/** One server behind many ports: a thousand servers would each keep timers of their own. */
async function listen(): Promise<number[]> {
  const server = createServer();
  const ports: number[] = [];
  for (let i = 0; i < COUNT; i++) {
    ports.push(await portOf(createTcp((socket) => void server.emit('connection', socket))));
  }
  return [...ports, await portOf(createHttp((_request, response) => response.end(JSON.stringify(counts))))];
}

async function portOf(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

process.stdout.write(`ports ${JSON.stringify(await listen())}\n`);
