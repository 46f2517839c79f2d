import fastify from 'fastify';
import { pino } from 'pino';
import { logRequests } from './request-log.ts';

async function linesOf(level: string): Promise<Record<string, unknown>[]> {
  const lines: Record<string, unknown>[] = [];
  const log = pino({ level }, { write: (line) => void lines.push(JSON.parse(line)) });
  const server = fastify();
  logRequests(server, log);
  server.get('/a', () => 'ok');
  await server.inject({
    method: 'GET',
    url: '/a?token=hunter2',
    headers: { authorization: 'Bearer hunter2' },
  });
  await server.close();
  return lines;
}

describe('logRequests', () => {
  it('tells each answer at debug, without query and headers', async () => {
    const lines = await linesOf('debug');
    expect(lines).toEqual([
      expect.objectContaining({ msg: 'request answered', method: 'GET', path: '/a', status: 200 }),
    ]);
    expect(JSON.stringify(lines)).not.toContain('hunter2');
  });

  it('is silent at info', async () => {
    expect(await linesOf('info')).toEqual([]);
  });
});
