/**
 * What the reads are measured against: `fastify` and `node` send the bytes of a file, `serialise` is a Fastify that
 * makes the JSON anew for each request, `headers` a Fastify that also sends the headers given as JSON.
 * Run by integration.bench.ts: node bare-server.ts KIND FILE [HEADERS]
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fastify from 'fastify';

const [kind, file, headers = '{}'] = process.argv.slice(2);
const HOST = '127.0.0.1';
const CONTENT_TYPE = 'application/json; charset=utf-8';
const bytes = readFileSync(file!);

async function serveFastify(answer: () => unknown, more: Readonly<Record<string, string>>): Promise<number> {
  const app = fastify();
  app.get('/', (_request, reply) => {
    for (const [name, value] of Object.entries(more)) reply.header(name, value);
    reply.header('content-type', CONTENT_TYPE).send(answer());
  });
  await app.listen({ port: 0, host: HOST });
  return (app.server.address() as AddressInfo).port;
}

async function serveNode(): Promise<number> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': CONTENT_TYPE, 'content-length': bytes.length }).end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
  return (server.address() as AddressInfo).port;
}

async function serve(): Promise<number> {
  if (kind === 'node') return serveNode();
  const state: unknown = JSON.parse(bytes.toString());
  return serveFastify(kind === 'serialise' ? () => state : () => bytes, JSON.parse(headers));
}

process.stdout.write(`{"port":${await serve()}}\n`);
