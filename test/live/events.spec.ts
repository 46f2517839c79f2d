import { once } from 'node:events';
import { connect } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import { EventStream } from '../support/event-stream.ts';
import { LiveApp } from '../support/live-app.ts';
import { until } from '../support/running-app.ts';

const EVENTS = '/health/integration/events';

describe('events over SSE', () => {
  let live: LiveApp;
  const streams: EventStream[] = [];

  async function listen(query = '', headers: Record<string, string> = {}): Promise<EventStream> {
    const stream = await EventStream.open(`${live.url}${EVENTS}${query}`, headers);
    streams.push(stream);
    return stream;
  }

  beforeAll(async () => {
    live = await LiveApp.start({ live: { max_clients: 4 } });
    await live.bring('one', 'healthy');
    await live.bring('two', 'healthy');
  });

  afterEach(async () => {
    for (const stream of streams.splice(0)) stream.close();
    await until(
      () => live.app.get('/metrics'),
      ({ text }) => text.includes('bellwether_live_clients 0'),
    );
  });

  afterAll(() => live.stop());

  it('begin with the same as a read at that moment', async () => {
    const states = ({ providers }: any) => providers.map((p: any) => [p.id, p.status, p.last_check]);
    const begin = async () => {
      for (const each of streams.splice(0)) each.close();
      const stream = await listen();
      const { data } = await stream.next('snapshot');
      const { body } = await live.app.get('/health/integration');
      return { stream, data, told: states(data), read: states(body) };
    };
    // a check may come in between
    const { stream, data } = await until(begin, ({ told, read }) => isDeepStrictEqual(told, read));
    expect(data).toMatchObject({ seq: expect.any(Number), at: expect.any(String), status: 'healthy' });
    expect(Object.fromEntries(stream.response.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
      // what the server says with every answer is said here as well
      'x-content-type-options': 'nosniff',
    });
    expect(stream.retryMs).toBeGreaterThanOrEqual(1_000);
  });

  it('tell an outage and its end, each with all that an answer shows', async () => {
    const stream = await listen();
    await live.bring('one', 'unhealthy');
    expect((await stream.next('status.changed', ({ to }) => to === 'unhealthy')).data).toMatchObject({
      target: 'one',
      status: 'unhealthy',
      reasons: [{ code: 'server_error' }],
      blame: 'provider',
      usable: false,
    });
    expect((await stream.next('circuit.changed')).data).toMatchObject({
      target: 'one',
      from: 'closed',
      to: 'open',
      circuit: { state: 'open', retry_at: expect.any(String) },
    });
    const updated = await stream.next('target.updated', ({ state }) => state.status === 'unhealthy');
    expect(updated.data.state).toMatchObject({ id: 'one', last_check: { ok: false, http_status: 500 } });
    await live.app.post('/health/integration/circuits/one/reset');
    await live.bring('one', 'healthy');
    expect((await stream.next('target.recovered')).data).toMatchObject({ target: 'one', status: 'healthy' });
    const seqs = stream.events.map(({ data }) => data.seq);
    expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
  });

  it.each(['header', 'query'])('go on without a gap behind the last one seen, told by %s', async (by) => {
    const happenings = '?types=status.changed,circuit.changed,target.recovered';
    const [whole, first] = [await listen(happenings), await listen(happenings)];
    const { id } = await first.next('snapshot');
    first.close();
    await live.bring('two', 'unhealthy');
    await live.app.post('/health/integration/circuits/two/reset');
    await live.bring('two', 'healthy');
    await whole.next('target.recovered');
    const again = await (by === 'header'
      ? listen(happenings, { 'last-event-id': id })
      : listen(`${happenings}&last_event_id=${id}`));
    await again.next('target.recovered');
    expect(again.events).toEqual(whole.events.slice(1));
    expect(again.types).not.toContain('snapshot');
  });

  it('tell the advice for routers, and each turn of it', async () => {
    // advice follows health within a quarter of a second
    const { body } = await until(
      () => live.app.get('/health/integration/routing'),
      (answer) => answer.body.candidates.length === 2,
    );
    const stream = await listen('?types=routing.changed');
    const { data } = await stream.next('snapshot');
    expect(Object.keys(data)).toEqual(['seq', 'at', 'routing']);
    expect(Object.keys(data.routing)).toEqual(Object.keys(body));
    await live.bring('two', 'unhealthy');
    const turned = await stream.next('routing.changed', ({ advice }) => advice.excluded.length > 0);
    expect(turned.data).toMatchObject({
      pool: 'default',
      advice: { candidates: [{ id: 'one' }], excluded: [{ id: 'two' }] },
      moved: [{ id: 'two', to: null }],
    });
    await live.app.post('/health/integration/circuits/two/reset');
    await live.bring('two', 'healthy');
    expect((await live.app.get(`${EVENTS}?pool=chat`)).body.errors).toMatchObject([{ field: 'pool' }]);
  });

  it('begin anew for who comes from another run of the server', async () => {
    const stream = await listen('', { 'last-event-id': 'deadbeef-3' });
    const { id } = await stream.next('snapshot');
    expect(id).not.toMatch(/^deadbeef/);
  });

  it('tell only what is asked for', async () => {
    const stream = await listen('?types=circuit.*,target.recovered&targets=one');
    const { data } = await stream.next('snapshot');
    expect(data.providers.map((p: any) => p.id)).toEqual(['one']);
    for (const id of ['two', 'one']) {
      await live.bring(id, 'unhealthy');
      await live.app.post(`/health/integration/circuits/${id}/reset`);
      await live.bring(id, 'healthy');
    }
    await stream.next('target.recovered');
    expect(new Set(stream.events.slice(1).map(({ data: { target } }) => target))).toEqual(new Set(['one']));
    expect(new Set(stream.types)).toEqual(new Set(['snapshot', 'circuit.changed', 'target.recovered']));
  });

  it('are refused with the field, the rule and the value where the question is wrong', async () => {
    const wrong = await live.app.get(`${EVENTS}?types=status.changd`);
    expect(wrong.status).toBe(400);
    expect(wrong.body.errors).toMatchObject([{ field: 'types', value: 'status.changd' }]);
    expect(wrong.body.errors[0].rule).toContain('status.changed');
    expect((await live.app.get(`${EVENTS}?targets=three`)).status).toBe(404);
    expect((await live.app.get(`${EVENTS}?topics=all`)).status).toBe(400);
  });

  it('answer HEAD without a stream', async () => {
    const { status, headers } = await live.app.request(EVENTS, { method: 'HEAD' });
    expect([status, headers.get('content-type')]).toEqual([200, 'text/event-stream']);
  });

  it('have room for so many, and say when to come back', async () => {
    for (let i = 0; i < 4; i++) await (await listen()).next('snapshot');
    const refused = await live.app.get(EVENTS);
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('5');
    expect(refused.body.detail).toContain('live.max_clients');
    streams.pop()!.close();
    await until(
      () => live.app.get('/metrics'),
      ({ text }) => text.includes('bellwether_live_clients 3'),
    );
    await (await listen()).next('snapshot');
  });

  it('go on for all others while one does not read', async () => {
    const { hostname, port } = new URL(live.url);
    const deaf = connect(Number(port), hostname);
    await once(deaf, 'connect');
    deaf.pause();
    deaf.write(`GET ${EVENTS} HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`);
    const stream = await listen();
    await live.bring('two', 'unhealthy');
    await live.app.post('/health/integration/circuits/two/reset');
    await live.bring('two', 'healthy');
    expect((await stream.next('target.recovered')).data.target).toBe('two');
    deaf.destroy();
  });

  it('tell alerts, and begin with those that are firing', async () => {
    const other = await LiveApp.start();
    const path = `${other.url}${EVENTS}?types=alert.*`;
    try {
      await other.bring('two', 'healthy');
      const stream = await EventStream.open(path);
      expect((await stream.next('snapshot')).data).toMatchObject({ alerts: [] });
      await other.bring('two', 'unhealthy');
      const { data } = await stream.next('alert.firing', ({ alert }) => alert.rule === 'target_unhealthy');
      expect(data).toMatchObject({ target: 'two', alert: { state: 'firing', notifications: null } });
      const late = await EventStream.open(`${path}&targets=two`);
      const { alerts } = (await late.next('snapshot')).data;
      expect(alerts.map(({ id }: any) => id)).toContain(data.alert.id);
      await other.app.post('/health/integration/circuits/two/reset');
      await other.bring('two', 'healthy');
      const resolved = await late.next('alert.resolved', ({ alert }) => alert.id === data.alert.id);
      expect(resolved.data.alert).toMatchObject({ state: 'resolved', resolved_at: expect.any(String) });
    } finally {
      await other.stop();
    }
  });

  it('end when the server stops, which waits for nobody', async () => {
    const other = await LiveApp.start();
    const stream = await EventStream.open(other.url + EVENTS);
    await stream.next('snapshot');
    await other.stop();
    await until(
      () => stream.isEnded,
      (isEnded) => isEnded,
    );
  });
});
