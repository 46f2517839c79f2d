import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { SystemClock } from '../../clock/clock.ts';
import { FakeSource, ManualTimers } from '../../../test/support/live-lines.ts';
import { until } from '../../../test/support/running-app.ts';
import { EventLog } from '../event-log.ts';
import { LiveFilter } from '../live-filter.ts';
import { LiveHub } from '../live-hub.ts';
import { SseLine } from './sse-line.ts';

const LARGE = 'x'.repeat(50_000);

describe('a line of Server-Sent Events', () => {
  const [timers, source] = [new ManualTimers(), new FakeSource()];
  const hub = new LiveHub({
    log: new EventLog('tag'),
    sources: [source],
    clock: new SystemClock(),
    timers,
    maxClients: () => 1,
    onError: () => {},
  });
  let server: Server;
  let line: SseLine;
  let socket: Socket;
  let text = '';

  beforeAll(async () => {
    hub.start();
    server = createServer((_request, response) => {
      line = new SseLine(response);
      line.open({ 'x-of-the-framework': 'kept' }, 0.5);
      const filter = new LiveFilter({ types: null, targets: null, pool: 'default' });
      const listener = hub.join(line, filter, null);
      response.on('drain', () => hub.drained(listener)).on('close', () => hub.leave(listener));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    socket.write('GET / HTTP/1.1\r\nhost: here\r\n\r\n');
    await once(socket, 'data');
  });

  afterAll(() => {
    socket.destroy();
    server.close();
  });

  it('is one body that its connection ends, with the headers of the framework', () => {
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(text.toLowerCase()).toContain('\r\nconnection: close\r\n');
    expect(text.toLowerCase()).not.toContain('transfer-encoding');
    expect(text).toContain('x-of-the-framework: kept');
    expect(text).toContain('\r\n\r\nretry: 2000\n\nid: tag-0\nevent: snapshot\ndata: {"seq":0,');
  });

  it('holds little for who does not read, and skips them ahead once they do', async () => {
    socket.pause();
    const news = {
      type: 'status.changed' as const,
      targetId: 'a',
      state: null,
      members: () => ({ LARGE }),
    };
    let mostBytes = 0;
    for (let i = 0; i < 600; i++) {
      source.tell(news);
      timers.settle();
      await new Promise(setImmediate);
      mostBytes = Math.max(mostBytes, line.waitingBytes);
    }
    expect(mostBytes).toBeGreaterThan(256 * 1024);
    expect(mostBytes).toBeLessThan(512 * 1024);
    socket.resume();
    await until(
      () => text,
      (all) => all.includes('id: tag-600\nevent: snapshot\n'),
    );
    source.tell(news);
    timers.settle();
    await until(
      () => text,
      (all) => all.includes('id: tag-601\nevent: status.changed\n'),
    );
  });

  it('ends its connection', async () => {
    const ended = once(socket, 'close');
    hub.stop();
    await ended;
    expect(hub.standing.clients).toBe(0);
  });
});
