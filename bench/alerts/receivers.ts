/**
 * Receivers in a process of their own: all accept what is posted to them, but `/hang`, which reads and never answers.
 * Run: node bench/alerts/receivers.ts
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    if (request.url !== '/hang') response.end('ok');
  });
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`{"port":${(server.address() as AddressInfo).port}}\n`);
});
