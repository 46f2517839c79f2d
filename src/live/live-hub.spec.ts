import { FakeClock } from '../../test/support/fake-clock.ts';
import { FakeLine, FakeSource, ManualTimers } from '../../test/support/live-lines.ts';
import { EventLog } from './event-log.ts';
import type { LiveEventType, News } from './live-event.ts';
import { LiveFilter } from './live-filter.ts';
import { LiveHub } from './live-hub.ts';

const TURN_MS = 100;
const BEAT_MS = 15_000;
const EVERYTHING = new LiveFilter({ types: null, targets: null, pool: 'default' });

function world({ maxClients = 10, events = 1_000 } = {}) {
  const [clock, timers, source] = [new FakeClock(), new ManualTimers(), new FakeSource()];
  const errors: unknown[] = [];
  const hub = new LiveHub({
    log: new EventLog('tag', { events, bytes: 64 * 1024 * 1024 }),
    sources: [source],
    clock,
    timers,
    maxClients: () => maxClients,
    onError: (error) => errors.push(error),
  });
  hub.start();
  const join = (lastId: string | null = null, filter = EVERYTHING) => {
    const line = new FakeLine();
    return { line, listener: hub.join(line, filter, lastId) };
  };
  const happen = (type: LiveEventType = 'status.changed', targetId: string | null = 'openai', more = {}) => {
    source.tell({ type, targetId, state: null, members: () => ({ ...more }) });
    timers.settle();
  };
  const turn = (ms = TURN_MS): void => {
    clock.advance(ms);
    timers.run(TURN_MS);
    timers.settle();
  };
  return { clock, timers, source, hub, errors, join, happen, turn };
}

function update(targetId: string, members: News['members'] = () => ({})): News {
  return { type: 'target.updated', targetId, state: `target ${targetId}`, members };
}

describe('the live hub', () => {
  it('begins with what is so, and goes on with what happens', () => {
    const { source, join, happen } = world();
    source.state = { status: 'healthy' };
    const { line } = join();
    happen('status.changed', 'openai', { to: 'unhealthy' });
    expect(line.told).toMatchObject([
      { type: 'snapshot', data: { seq: 0, status: 'healthy' } },
      { type: 'status.changed', data: { seq: 1, target: 'openai', to: 'unhealthy' } },
    ]);
  });

  it('tells in one write what comes together', () => {
    const { source, timers, join } = world();
    const { line } = join();
    const writes: number[] = [];
    const tell = line.tell.bind(line);
    line.tell = (batch) => {
      writes.push(batch.events.length);
      tell(batch);
    };
    for (const target of ['a', 'b', 'c']) {
      source.tell({ type: 'status.changed', targetId: target, state: null, members: () => ({}) });
    }
    timers.settle();
    expect(writes).toEqual([3]);
  });

  it('never tells twice what a snapshot showed already', () => {
    const { source, timers, join } = world();
    source.tell({ type: 'status.changed', targetId: 'a', state: null, members: () => ({}) });
    const { line } = join();
    timers.settle();
    expect(line.types).toEqual(['snapshot']);
  });

  it('goes on behind the last event that was seen', () => {
    const { join, happen } = world();
    happen();
    happen('circuit.changed');
    const { line } = join('tag-1');
    expect(line.types).toEqual(['circuit.changed']);
    happen('target.recovered');
    expect(line.types).toEqual(['circuit.changed', 'target.recovered']);
  });

  it.each(['other-1', 'tag-99', 'nonsense'])('begins anew for who shows the id %s', (id) => {
    const { join, happen } = world();
    happen();
    expect(join(id).line.types).toEqual(['snapshot']);
  });

  it('begins anew for who was away longer than it remembers', () => {
    const { join, happen } = world({ events: 3 });
    for (let i = 0; i < 5; i++) happen();
    expect(join('tag-1').line.types).toEqual(['snapshot']);
    expect(join('tag-2').line.types).toHaveLength(3);
  });

  it('paces states, and tells them as they are when they are told', () => {
    const { source, join, turn } = world();
    const { line } = join();
    let note = 0;
    for (let i = 0; i < 50; i++) {
      note = i;
      source.tell(update('openai', () => ({ note })));
    }
    turn();
    turn();
    expect(line.told.slice(1)).toMatchObject([{ type: 'target.updated', data: { note: 49 } }]);
  });

  it('serialises no state while nobody listens, and tells the newest once somebody does', () => {
    const { source, join, turn, timers } = world();
    let made = 0;
    for (let i = 0; i < 50; i++) source.tell(update('openai', () => ({ made: ++made })));
    turn();
    expect(made).toBe(0);
    expect(timers.running).toBe(0);
    const { line } = join();
    turn();
    expect(line.told.at(-1)).toMatchObject({ type: 'target.updated', data: { made: 1 } });
  });

  it('does not tell the state of a target that is gone', () => {
    const { source, join, turn, timers } = world();
    const { line } = join();
    source.tell(update('openai'));
    source.tell({
      type: 'target.removed',
      targetId: 'openai',
      state: null,
      ends: 'target openai',
      members: () => ({}),
    });
    turn();
    timers.settle();
    expect(line.types).toEqual(['snapshot', 'target.removed']);
  });

  it('reports what cannot be told, and goes on', () => {
    const { source, join, turn, errors, happen } = world();
    const { line } = join();
    source.tell(
      update('openai', () => {
        throw new Error('no');
      }),
    );
    source.tell(update('qwen'));
    turn();
    happen();
    expect(errors).toHaveLength(1);
    expect(line.types).toEqual(['snapshot', 'target.updated', 'status.changed']);
  });

  it('tells each what it wants to hear', () => {
    const { join, happen } = world();
    const alerts = new Set<LiveEventType>(['alert.firing', 'alert.resolved']);
    const wantsAlerts = join(null, new LiveFilter({ types: alerts, targets: null, pool: 'default' })).line;
    const wantsOpenai = join(
      null,
      new LiveFilter({ types: null, targets: new Set(['openai']), pool: 'default' }),
    ).line;
    happen('status.changed', 'openai');
    happen('status.changed', 'openai/gpt-5-mini');
    happen('status.changed', 'openai-eu');
    happen('alert.firing', 'qwen');
    happen('egress.changed', null);
    expect(wantsAlerts.types.slice(1)).toEqual(['alert.firing']);
    expect(wantsOpenai.types.slice(1)).toEqual(['status.changed', 'status.changed', 'egress.changed']);
  });

  it('tells the advice of the pool that is asked for', () => {
    const { source, timers, join } = world();
    const chat = join(null, new LiveFilter({ types: null, targets: null, pool: 'chat' })).line;
    const whole = join().line;
    for (const pool of ['default', 'chat']) {
      source.tell({
        type: 'routing.changed',
        targetId: null,
        pool,
        state: `advice ${pool}`,
        members: () => ({}),
      });
    }
    timers.settle();
    expect(chat.told.slice(1)).toMatchObject([{ data: { pool: 'chat' } }]);
    expect(whole.told.slice(1)).toMatchObject([{ data: { pool: 'default' } }]);
  });

  it('makes a snapshot once for all who come together', () => {
    const { source, join, happen, clock } = world();
    for (let i = 0; i < 5; i++) join();
    expect(source.asked).toBe(1);
    happen();
    join();
    expect(source.asked).toBe(2);
    clock.advance(1_000);
    join();
    expect(source.asked).toBe(3);
  });

  describe('with a listener that does not read', () => {
    const LARGE = 'x'.repeat(50_000);

    it('stops writing to it, and tells it what it missed once it reads', () => {
      const { join, happen, hub } = world();
      const { line, listener } = join();
      line.isReading = false;
      for (let i = 0; i < 20; i++) happen('status.changed', 'openai', i < 10 ? { LARGE } : { i });
      expect(listener.isBehind).toBe(true);
      expect(line.waitingBytes).toBeLessThan(400_000);
      line.isReading = true;
      line.waitingBytes = 0;
      hub.drained(listener);
      happen();
      expect(line.told.map(({ data }) => data.seq)).toEqual(Array.from({ length: 22 }, (_, i) => i));
      expect(hub.standing.caughtUp).toBe(1);
    });

    it('skips it ahead to a new snapshot where it missed too much', () => {
      const { join, happen, hub } = world();
      const { line, listener } = join();
      line.isReading = false;
      for (let i = 0; i < 30; i++) happen('status.changed', 'openai', { LARGE });
      const before = line.told.length;
      expect(before).toBeLessThan(10);
      line.waitingBytes = 0;
      hub.drained(listener);
      expect(line.told.slice(before)).toMatchObject([{ type: 'snapshot', data: { seq: 30 } }]);
    });

    it('cuts it off after a minute, and nobody else', () => {
      const { join, happen, hub, clock, timers } = world();
      const [slow, quick] = [join(), join()];
      slow.line.isReading = false;
      for (let i = 0; i < 10; i++) happen('status.changed', 'openai', { LARGE });
      for (let i = 0; i < 5; i++) {
        clock.advance(BEAT_MS);
        timers.run(BEAT_MS);
      }
      expect(slow.line).toMatchObject({ isCut: true, beats: 0 });
      expect(quick.line).toMatchObject({ isCut: false, beats: 5 });
      expect(hub.standing).toMatchObject({ clients: 1, cut: 1 });
      hub.drained(slow.listener);
      expect(slow.line.told.length).toBeLessThan(10);
    });
  });

  it('cuts off who is gone without a word', () => {
    const { join, hub, timers } = world();
    const { line } = join();
    line.isAlive = false;
    timers.run(BEAT_MS);
    expect(line.isCut).toBe(true);
    expect(hub.standing.clients).toBe(0);
  });

  it('has room for so many, and for others once one has left', () => {
    const { hub, join } = world({ maxClients: 2 });
    const first = join();
    join();
    expect(hub.admit()).toBe(false);
    hub.leave(first.listener);
    expect(hub.admit()).toBe(true);
    expect(hub.standing.refused).toBe(1);
  });

  it('works no timer while nobody listens', () => {
    const { hub, join, timers } = world();
    const { listener } = join();
    expect(timers.running).toBe(2);
    hub.leave(listener);
    hub.leave(listener);
    expect(timers.running).toBe(0);
  });

  it('sends what is on its way and ends every connection when it stops', () => {
    const { hub, join, source, timers } = world();
    const { line } = join();
    source.tell({ type: 'status.changed', targetId: 'a', state: null, members: () => ({}) });
    hub.stop();
    expect(line.types).toEqual(['snapshot', 'status.changed']);
    expect(line.isEnded).toBe(true);
    expect(source.isEnded).toBe(true);
    expect(hub.admit()).toBe(false);
    expect(timers.running).toBe(0);
  });
});
