/** What the intake is measured against: Fastify alone, parsing the same bodies. Run by intake.bench.ts. */
import type { AddressInfo } from 'node:net';
import fastify from 'fastify';

const app = fastify();
app.post('/', (_request, reply) => {
  reply
    .code(202)
    .header('content-type', 'application/json; charset=utf-8')
    .send('{"accepted":1,"rejected":[]}');
});
await app.listen({ port: 0, host: '127.0.0.1' });
process.stdout.write(`{"port":${(app.server.address() as AddressInfo).port}}\n`);
