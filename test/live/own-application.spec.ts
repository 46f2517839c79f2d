import { once } from 'node:events';
import { WebSocket } from 'ws';
import { BellwetherModule } from '../../src/bellwether.module.ts';
import { EventStream } from '../support/event-stream.ts';
import { HOSTS, type HostName, OwnApplication } from '../support/own-application.ts';

const DOCUMENT = {
  egress: { enabled: false },
  providers: { mine: { kind: 'http', base_url: 'http://127.0.0.1:9', interval_seconds: 86_400 } },
};

function bellwether(more: object) {
  const told = { document: DOCUMENT, env: { DATABASE_URL: 'memory:' }, watch: false, signals: null };
  return BellwetherModule.forRoot({ ...told, ...more });
}

describe.each(Object.keys(HOSTS) as HostName[])("events in somebody's application on %s", (host) => {
  it('are heard behind its prefix over both ways, and end with it', async () => {
    const shop = await OwnApplication.start(host, [bellwether({ prefix: 'monitoring' })]);
    const stream = await EventStream.open(`${shop.url}/monitoring/health/integration/events`);
    expect((await stream.next('snapshot')).data.providers).toMatchObject([{ id: 'mine' }]);
    const socket = new WebSocket(`${shop.url.replace('http', 'ws')}/monitoring/health/integration/ws`);
    const [message] = await once(socket, 'message');
    expect(JSON.parse(String(message))).toMatchObject({ event: 'snapshot' });
    const closed = once(socket, 'close');
    await shop.stop();
    const [code] = await closed;
    expect(code).toBe(1001);
  });

  it('are not there where it leaves our routes out', async () => {
    const shop = await OwnApplication.start(host, [bellwether({ endpoints: false })]);
    const socket = new WebSocket(`${shop.url.replace('http', 'ws')}/health/integration/ws`);
    socket.on('error', () => {});
    const [, response] = await once(socket, 'unexpected-response');
    response.resume();
    expect(response.statusCode).toBe(404);
    await shop.stop();
  });
});
