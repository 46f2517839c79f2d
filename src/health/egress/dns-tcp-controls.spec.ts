import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { DnsTcpControls } from './dns-tcp-controls.ts';

async function listener(): Promise<Server> {
  const server = createServer((socket) => socket.on('error', () => {}));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

async function closedPort(): Promise<number> {
  const server = await listener();
  const port = portOf(server);
  server.close();
  await once(server, 'close');
  return port;
}

function isOnline(controls: string[], timeoutMs = 2_000): Promise<boolean> {
  return new DnsTcpControls(() => ({ enabled: true, controls, timeoutMs })).isOnline();
}

describe('connectivity controls', () => {
  let open: Server;
  let closed: number;

  beforeAll(async () => {
    open = await listener();
    closed = await closedPort();
  });

  afterAll(() => void open.close());

  it('say online when one of them accepts', async () => {
    expect(await isOnline([`127.0.0.1:${closed}`, `127.0.0.1:${portOf(open)}`])).toBe(true);
  });

  it('say offline when all of them refuse', async () => {
    expect(await isOnline([`127.0.0.1:${closed}`, `localhost:${closed}`])).toBe(false);
  });

  it('say offline when no name resolves', async () => {
    expect(await isOnline(['nobody.invalid:443'])).toBe(false);
  });

  it('say offline, in time, when nobody answers', async () => {
    const silent = createServer();
    silent.listen(0, '127.0.0.1', 1);
    await once(silent, 'listening');
    const startedMs = performance.now();
    // 192.0.2.0/24 is reserved for documentation: nobody is there to accept or to refuse.
    expect(await isOnline(['192.0.2.1:443'], 150)).toBe(false);
    expect(performance.now() - startedMs).toBeLessThan(1_500);
    silent.close();
  });

  it('read IPv6 addresses in brackets', async () => {
    expect(await isOnline([`[::ffff:127.0.0.1]:${portOf(open)}`])).toBe(true);
  });

  it('cannot say that it is us where none is configured', async () => {
    expect(await isOnline([])).toBe(true);
  });

  it('leave no connection behind', async () => {
    await isOnline([`127.0.0.1:${portOf(open)}`]);
    await new Promise((resolve) => setImmediate(resolve));
    for (let tries = 0; tries < 100 && (await connectionsOf(open)) > 0; tries++) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await connectionsOf(open)).toBe(0);
  });
});

function connectionsOf(server: Server): Promise<number> {
  return new Promise((resolve, reject) =>
    server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
  );
}
